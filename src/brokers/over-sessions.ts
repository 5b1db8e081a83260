import { setTimeout as sleep } from "node:timers/promises";
import type { FeedOptions } from "./feed-options.ts";
import type { BrokerFault } from "./publish-outcome.ts";

/** Where connections come from, one after the other. */
export interface Sessions<Session> {
  /** `null` while there is none. */
  readonly session: Session | null;
  /** Why there is none. */
  readonly fault: BrokerFault;
}

export interface SessionsFeed<Session> extends Pick<FeedOptions, "signal" | "onFault"> {
  /** What an error of the reading means. */
  readonly faultIn: (error: unknown, session: Session) => BrokerFault | Promise<BrokerFault>;
}

/**
 * Reads over one connection after the other, until the reading ends by itself or the signal aborts.
 *
 * @param read calls `ready` when it can read.
 */
export async function* overSessions<Session, Item>(
  link: Sessions<Session>,
  { signal, onFault, faultIn }: SessionsFeed<Session>,
  read: (session: Session, ready: () => void) => AsyncIterable<Item>,
): AsyncGenerator<Item, void> {
  let told: BrokerFault["kind"] | "none" | null = null;
  const tell = (fault: BrokerFault | null): void => {
    const kind = fault?.kind ?? "none";
    if (kind === told) return;
    told = kind;
    onFault?.(fault);
  };
  for (let pauseMs = MIN_PAUSE_MS; !signal.aborted; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
    const { session } = link;
    if (session === null) tell(link.fault);
    else
      try {
        yield* read(session, () => {
          tell(null);
          pauseMs = MIN_PAUSE_MS;
        });
        return;
      } catch (error) {
        tell(await faultIn(error, session));
      }
    await sleep(pauseMs, undefined, { signal }).catch(() => {});
  }
}

const MIN_PAUSE_MS = 200;
const MAX_PAUSE_MS = 3000;
