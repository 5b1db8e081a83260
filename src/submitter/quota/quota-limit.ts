/** One limit of a quota. Times are in milliseconds of the wall clock, since 1970. */
export interface QuotaLimit extends Disposable {
  /** The option that sets it. */
  readonly option: "maxRate" | "maxBandwidthBytes" | "maxPerDay";
  /** Until a request of so many bytes may go out, in milliseconds; 0 if it may at once. */
  waitMs(byteLength: number, nowMs: number): number;
  /** A request goes out for which `waitMs` was 0. */
  take(byteLength: number, nowMs: number): void;
  /** Requests that are left of this day, for all processes together. @default the limit is none for a day */
  leftOfDay?(nowMs: number): number;
}
