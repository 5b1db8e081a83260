import type { NatsSession } from "./nats-link.ts";

/** How far a stream was read. */
export interface StreamPlace {
  readonly stream: string;
  readonly subjects: string;
  /** Number of the next message. */
  next: number;
}

/**
 * The messages that a stream stores, from a place on, up to those that it has now. They are read by their numbers, so
 * that no consumer gets them and they stay for those who wait for them.
 *
 * Protocol: https://docs.nats.io/reference/reference-protocols/nats_api_reference, `STREAM.MSG.GET`.
 */
export async function* storedBodies(
  { jsm }: NatsSession,
  place: StreamPlace,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const { stream, subjects } = place;
  const { last_seq: last } = (await jsm.streams.info(stream)).state;
  // A stream that was made again counts from 1 again.
  if (last < place.next - 1) place.next = 1;
  while (place.next <= last && !signal.aborted) {
    const query = { seq: place.next, next_by_subj: subjects };
    const message = await jsm.streams.getMessage(stream, query);
    if (message === null) return;
    place.next = message.seq + 1;
    yield message.data;
  }
}
