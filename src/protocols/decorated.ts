import type { Answer } from "../core/answer.ts";
import type { Frame } from "../core/frame.ts";
import type { BatchProtocol, Protocol } from "../core/protocol.ts";

/** What is the same for all protocols. */
export interface Decoration {
  /** Header fields that requests with these frames get besides the protocol's own; `null` for none. */
  readonly headersFor: ((frames: readonly Frame[]) => Readonly<Record<string, string>>) | null;
  /** What the protocol gets to see of an answer. */
  readonly shown: (answer: Answer) => Answer;
}

export function decorated(protocol: Protocol, decoration: Decoration): Protocol {
  const { batch, probe, setUp } = protocol;
  const { headersFor, shown } = decoration;
  return {
    ...protocol,
    ...(headersFor === null ? {} : { encode: withHeaders(protocol, headersFor) }),
    judge: (answer, note) => protocol.judge(shown(answer), note),
    probe: { ...probe, whyNotReady: (answer) => probe.whyNotReady(shown(answer)) },
    ...(batch === undefined ? {} : { batch: decoratedBatch(batch, decoration) }),
    ...(setUp === undefined ? {} : { setUp: decoratedSetUp(setUp, decoration) }),
  };
}

function withHeaders(
  protocol: Protocol,
  headersFor: NonNullable<Decoration["headersFor"]>,
): Protocol["encode"] {
  return (frame, image) => {
    const envelope = protocol.encode(frame, image);
    return { ...envelope, headers: { ...envelope.headers, ...headersFor([frame]) } };
  };
}

function decoratedBatch(batch: BatchProtocol, { headersFor, shown }: Decoration): BatchProtocol {
  return {
    encode: (frames, images) => {
      const envelope = batch.encode(frames, images);
      return { ...envelope, headers: { ...envelope.headers, ...headersFor?.(frames) } };
    },
    judge: (answer, frameCount, note) => batch.judge(shown(answer), frameCount, note),
  };
}

function decoratedSetUp(
  setUp: NonNullable<Protocol["setUp"]>,
  decoration: Decoration,
): NonNullable<Protocol["setUp"]> {
  return async (service, ask, signal) => {
    const result = await setUp(
      service,
      async (question, aborted) => {
        const answer = await ask(question, aborted);
        return "fault" in answer ? answer : decoration.shown(answer);
      },
      signal,
    );
    if ("problem" in result) return result;
    return { ...result, protocol: decorated(result.protocol, decoration) };
  };
}
