/** What the feed sends, as text of server-sent events. */
export interface FeedContent {
  /** Number of the step under way: what is sent now goes up to the one before it. */
  readonly currentStep: number;
  /** The beginning for a page that knows nothing. */
  hello(): string;
  /** All that a page has missed from a step on; `null` if that is not known any more. */
  catchup(step: number): string | null;
}
