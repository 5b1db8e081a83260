/**
 * Answers that a socket brings before its connection gets a new one.
 *
 * A server of several processes leaves a connection with the process that accepted it. Connections that
 * are opened all at once often land in one process together, and the others have nothing to do: gunicorn
 * with two of them then gives half its throughput, for as long as the connections last. One that is opened
 * in the midst of the work lands anywhere. So the first sockets last a few answers only, and each next
 * one twice as many: eight renewals within the first 16,000 answers, hardly any after.
 *
 * @param socketCount sockets that the connection has had, with this one; at least 1.
 * @param random a number from 0 up to, and without, 1, so that not all are renewed at the same time.
 */
export function answersUntilRenewal(socketCount: number, random: number): number {
  const answers = Math.min(MAX_ANSWERS, FIRST_ANSWERS * 2 ** (socketCount - 1));
  return Math.ceil(answers * (0.5 + random));
}

const FIRST_ANSWERS = 64;
const MAX_ANSWERS = 10_000;
