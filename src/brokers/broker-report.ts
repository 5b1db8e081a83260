/** What is known of a broker, for the doctor. */
export interface BrokerReport {
  /** One sentence on what answers, such as `NATS 2.10.23 with JetStream, in 0.4 ms`. */
  readonly summary: string;
  /** Remarks on its version and its settings. */
  readonly remarks: readonly BrokerRemark[];
}

export interface BrokerRemark {
  /** What it is about, such as `version`. */
  readonly subject: string;
  /** `ok`: as it should be. `warning`: it works, and may cost something. `problem`: it cannot be used. */
  readonly state: "ok" | "warning" | "problem";
  readonly detail: string;
  /** Way out; `null` for what is as it should be. */
  readonly remedy: string | null;
}
