import type { Frame } from "../core/frame/frame.ts";
import type { BatchProtocol, Protocol } from "../core/service/protocol.ts";
import type { SecretRedactor } from "./secret-redactor.ts";

/** Behavior common to all protocols. */
export interface CommonBehavior {
  /** Additional header fields of requests with these frames; `null` for none. */
  readonly headersFor: ((frames: readonly Frame[]) => Readonly<Record<string, string>>) | null;
  /** Removes secrets from verdicts and messages. */
  readonly redactor: SecretRedactor;
}

export function withCommonBehavior(protocol: Protocol, behavior: CommonBehavior): Protocol {
  const { batch, probe, setUp } = protocol;
  const { headersFor, redactor } = behavior;
  return {
    ...protocol,
    ...(headersFor === null ? {} : { encode: withHeaders(protocol, headersFor) }),
    judge: (answer, note) => redactor.verdict(protocol.judge(answer, note)),
    probe: {
      ...probe,
      notReadyReason: (answer) => {
        const reason = probe.notReadyReason(answer);
        return reason === null ? null : redactor.text(reason);
      },
    },
    ...(batch === undefined ? {} : { batch: batchWithCommonBehavior(batch, behavior) }),
    ...(setUp === undefined ? {} : { setUp: setUpWithCommonBehavior(setUp, behavior) }),
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

function batchWithCommonBehavior(
  batch: BatchProtocol,
  { headersFor, redactor }: CommonBehavior,
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
        ? redactor.verdict(verdicts)
        : verdicts.map((verdict) => redactor.verdict(verdict));
    },
  };
}

function setUpWithCommonBehavior(
  setUp: NonNullable<Protocol["setUp"]>,
  behavior: CommonBehavior,
): NonNullable<Protocol["setUp"]> {
  const { redactor } = behavior;
  return async (service, ask, signal) => {
    const result = await setUp(service, ask, signal);
    if ("problem" in result) return { ...result, problem: redactor.text(result.problem) };
    const { description, protocol } = result;
    return {
      description: redactor.text(description),
      protocol: withCommonBehavior(protocol, behavior),
    };
  };
}
