import { MaestroError } from '@maestro/problems';
import { etagOf, isSameState } from './etag';

/** What a client says of the state that it wants to change. */
export class Precondition {
  private checked = false;

  constructor(
    private readonly header: string | undefined,
    private readonly moving: readonly string[] = [],
  ) {}

  /** True where the client named a state that nobody has compared. */
  get ignored(): boolean {
    return this.header !== undefined && !this.checked;
  }

  /**
   * Compares with the resource as it is, as the API shows it. Called in the transaction of the change, on the locked row: what
   * is compared earlier may be another's by the time of the write.
   *
   * @throws MaestroError `version-conflict`
   */
  check(shown: object): void {
    this.checked = true;
    if (this.header === undefined) return;
    const etag = etagOf(shown, this.moving);
    if (isSameState(this.header, etag)) return;
    throw new MaestroError(
      'version-conflict',
      'The resource is no longer as it was read: read it again, and decide anew.',
      { headers: { ETag: etag } },
    );
  }
}
