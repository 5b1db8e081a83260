import { systemClock } from "../../../src/core/clock.ts";
import type { Frame } from "../../../src/core/frame.ts";
import { sendShape } from "../../../src/options/send-options.ts";
import { checkOptions } from "../../../src/options/shape.ts";
import { multipart } from "../../../src/protocols/multipart.ts";
import { ResultsFile } from "../../../src/results/results-file.ts";
import { Tally } from "../../../src/results/tally.ts";
import { BodyBuffers } from "../../../src/submitter/body-buffers.ts";
import { FrameSender } from "../../../src/submitter/frame-sender.ts";
import { HttpConnections } from "../../../src/submitter/http-connections.ts";
import { HttpSubmitter } from "../../../src/submitter/http-submitter.ts";
import { answerRules } from "../../../src/submitter/policy/answer-rules.ts";
import { ImageReader } from "../../../src/submitter/read-image.ts";

/** The part of `src/compose.ts` that comes after the watcher, with every option at its default. */
export interface ComposedSubmitter extends AsyncDisposable {
  /** Sends all frames and puts the results on record; returns how many were delivered. */
  submit(frames: AsyncIterable<Frame>): Promise<number>;
}

export async function composeSubmitter(
  url: string,
  resultsFile: string,
): Promise<ComposedSubmitter> {
  const options = checkOptions(sendShape, { to: url });
  const { to, field, concurrency, timeoutMs } = options;
  const buffers = new BodyBuffers(concurrency);
  const connections = new HttpConnections(to, concurrency, timeoutMs ?? 30_000);
  const protocol = multipart({ field });
  const rules = answerRules(options);
  const sender = new FrameSender(new ImageReader(buffers), buffers, protocol, connections, {
    rules,
  });
  const submitter = new HttpSubmitter(sender, options, systemClock, Math.random);
  const results = await ResultsFile.open(resultsFile);
  const tally = new Tally();
  const never = new AbortController().signal;
  return {
    submit: async (frames) => {
      await submitter.submit(
        frames,
        async (_, result) => {
          await results.record(result);
          tally.listen({ type: "frameSettled", result });
        },
        (event) => tally.listen(event),
        { drain: never, abort: never },
      );
      await results.close();
      return tally.outcomes.delivered;
    },
    [Symbol.asyncDispose]: async () => {
      await submitter[Symbol.asyncDispose]();
      await results[Symbol.asyncDispose]();
    },
  };
}
