/** A provider that people of one tenant sign in with. */
export interface Provider {
  name: string;
  issuer: string;
  clientId: string;
  clientSecret?: string;
  tenantId: string;
  /** What its ID tokens are signed with. */
  algorithm: string;
}
