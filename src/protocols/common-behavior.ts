import type { Frame } from "../core/frame.ts";
import type { BatchProtocol, Protocol } from "../core/protocol.ts";
import type { SecretHider } from "./secret-hider.ts";

/** Behavior common to all protocols. */
export interface CommonBehavior {
  /** Additional header fields of requests with these frames; `null` for none. */
  readonly headersFor: ((frames: readonly Frame[]) => Readonly<Record<string, string>>) | null;
  /** Removes secrets from verdicts and messages. */
  readonly hider: SecretHider;
}

export function withCommonBehavior(protocol: Protocol, decoration: CommonBehavior): Protocol {
  const { batch, probe, setUp } = protocol;
  const { headersFor, hider } = decoration;
  return {
    ...protocol,
    ...(headersFor === null ? {} : { encode: withHeaders(protocol, headersFor) }),
    judge: (answer, note) => hider.verdict(protocol.judge(answer, note)),
    probe: {
      ...probe,
      whyNotReady: (answer) => {
        const reason = probe.whyNotReady(answer);
        return reason === null ? null : hider.words(reason);
      },
    },
    ...(batch === undefined ? {} : { batch: decoratedBatch(batch, decoration) }),
    ...(setUp === undefined ? {} : { setUp: decoratedSetUp(setUp, decoration) }),
  };
}

function withHeaders(
  protocol: Protocol,
  headersFor: NonNullable<CommonBehavior["headersFor"]>,
): Protocol["encode"] {
  return (frame, image) => {
    const envelope = protocol.encode(frame, image);
    return { ...envelope, headers: { ...envelope.headers, ...headersFor([frame]) } };
  };
}

function decoratedBatch(
  batch: BatchProtocol,
  { headersFor, hider }: CommonBehavior,
): BatchProtocol {
  return {
    ...batch,
    encode: (frames, images) => {
      const envelope = batch.encode(frames, images);
      return { ...envelope, headers: { ...envelope.headers, ...headersFor?.(frames) } };
    },
    judge: (answer, frameCount, note) => {
      const verdicts = batch.judge(answer, frameCount, note);
      return "kind" in verdicts
        ? hider.verdict(verdicts)
        : verdicts.map((verdict) => hider.verdict(verdict));
    },
  };
}

function decoratedSetUp(
  setUp: NonNullable<Protocol["setUp"]>,
  decoration: CommonBehavior,
): NonNullable<Protocol["setUp"]> {
  const { hider } = decoration;
  return async (service, ask, signal) => {
    const result = await setUp(service, ask, signal);
    if ("problem" in result) return { ...result, problem: hider.words(result.problem) };
    const { found, protocol } = result;
    return { found: hider.words(found), protocol: withCommonBehavior(protocol, decoration) };
  };
}
