/** A rule that must hold of the database at any instant, as a statement that selects what breaks it. */
export interface InvariantRule {
  /** Number in the reliability plan. */
  readonly id: string;
  readonly says: string;
  readonly text: string;
  /** The same where work is going on, and a moment's delay breaks nothing. */
  readonly live?: string;
}
