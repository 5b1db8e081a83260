import type { FrameRecord } from "../../ledger/frame-record.ts";
import type { FailureKind, LedgerReader } from "../../ledger/ledger-reader.ts";
import type { FailureSelection } from "../../options/lookup-options.ts";
import { globMatcher } from "../../watcher/glob-matcher.ts";

/** Failed frames of a job that wait to be sent again. */
export interface SelectedFailures {
  /** Why all that are meant failed, the most frequent reason first. */
  readonly kinds: readonly FailureKind[];
  /** As many of them as are wanted, in the order of their paths. */
  readonly frames: readonly FrameRecord[];
}

/** The failed frames of a job that are meant. @throws FrameferryError `ERR_LEDGER_UNUSABLE`. */
export function selectedFailures(
  ledger: LedgerReader,
  { only = null, match = [], ignore = [], maxFrames: limit = null }: Partial<FailureSelection>,
): SelectedFailures {
  if (match.length === 0 && ignore.length === 0)
    return { kinds: ledger.failureKinds(only), frames: ledger.failures({ only, limit }) };
  const isMatched = match.length === 0 ? () => true : globMatcher(match, { dot: false });
  const isIgnored = globMatcher(ignore, { dot: true });
  const isMeant = ({ relativePath }: FrameRecord): boolean =>
    isMatched(relativePath) && !isIgnored(relativePath);
  const frames = ledger.failures({ only }).filter(isMeant);
  return { kinds: kindsOf(frames), frames: frames.slice(0, limit ?? frames.length) };
}

function kindsOf(frames: readonly FrameRecord[]): readonly FailureKind[] {
  const kinds = new Map<string, FailureKind>();
  for (const { status, reason: given, relativePath: example } of frames) {
    const reason = given ?? "";
    const key = `${status} ${reason}`;
    const { count } = kinds.get(key) ?? { count: 0 };
    kinds.set(key, { status, reason, example, ...kinds.get(key), count: count + 1 });
  }
  return [...kinds.values()].toSorted((one, other) => other.count - one.count);
}
