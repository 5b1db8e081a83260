/** What came of handing a message to a broker. */
export type PublishOutcome = Published | BrokerFault;

/** The broker has acknowledged the message: a quorum of its nodes has it. */
export interface Published {
  readonly kind: "taken";
  /** True if the broker had this message already, and has not stored it again. */
  readonly isDuplicate: boolean;
}

/**
 * Why a broker did not do what it was asked for; no attempt is used up by any of them but `tooLarge`.
 *
 * `away`: no connection, no answer in time, or an election; the message may have been taken all the same, which a
 * repeat under the same round shows. `full`: the queue has reached its size: backpressure. `tooLarge`: the message is
 * larger than the broker takes; it will never be taken as it is. `missing`: there is no such queue. `refused`: the
 * login is wrong, or may not do that.
 */
export interface BrokerFault {
  readonly kind: "away" | "full" | "tooLarge" | "missing" | "refused";
  /** One sentence without secrets that names the broker or queue. */
  readonly reason: string;
  /** Way out, as a sentence or a command to paste. */
  readonly remedy: string;
}
