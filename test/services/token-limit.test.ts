import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  type FrameResult,
  sendFiles,
  type SendFilesOptions,
  tuneService,
} from "../../src/index.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import {
  type Collector,
  type ReceivedRequest,
  startCollector,
} from "../support/services/collector.ts";
import { imageOf } from "../support/program/delivery-command.ts";

const OPENAI = { protocol: "openai", model: "m", retries: 0 } as const;
const FRAMES = Array.from({ length: 8 }, (_, index) => `${index}.jpg`);

/** As OpenAI's newer models refuse it (OpenAI API, "Error codes"). */
const UNSUPPORTED = {
  message: `Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.`,
  ...{ type: "invalid_request_error", param: "max_tokens", code: "unsupported_parameter" },
};
/** As Mistral refuses the other. */
const FORBIDDEN = { type: "extra_forbidden", loc: ["body", "max_completion_tokens"] };

const refusals: Readonly<Record<string, object>> = {
  max_tokens: { status: 400, body: { error: UNSUPPORTED } },
  max_completion_tokens: {
    status: 422,
    body: { object: "error", message: { detail: [FORBIDDEN] } },
  },
};

interface ChatOptions {
  /** Names of the limit that it refuses. */
  readonly refused: readonly string[];
  /** The first requests, so many, are answered once all of them are there. @default 1 */
  readonly together?: number;
}

/** A service of chat completions that knows only some names of the limit. */
async function startChat({ refused, together = 1 }: ChatOptions): Promise<Collector> {
  const meeting = Promise.withResolvers<void>();
  let posts = 0;
  return await startCollector({
    answer: async (request) => {
      if (request.method === "GET") return { status: 404 };
      posts += 1;
      if (posts >= together) meeting.resolve();
      await meeting.promise;
      const name = Object.keys(limitIn(request))[0] ?? "";
      if (refused.includes(name)) return refusals[name] ?? {};
      return { body: { choices: [{ message: { content: "a cat" } }] } };
    },
  });
}

/** The limit in the body of a request, under each name that it has there. */
function limitIn({ body }: ReceivedRequest): Readonly<Record<string, unknown>> {
  const entries = Object.entries(JSON.parse(body.toString("utf8")) as object);
  return Object.fromEntries(entries.filter(([name]) => name.startsWith("max_")));
}

function limitsAt({ requests }: Collector): readonly unknown[] {
  return requests.filter(({ method }) => method === "POST").map(limitIn);
}

async function sendTo(to: string, options: Partial<SendFilesOptions> = {}) {
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, "in"));
  for (const name of FRAMES) await writeFile(join(folder.path, "in", name), imageOf(name));
  const places = { paths: [join(folder.path, "in")], state: join(folder.path, "state") };
  const run = sendFiles({ ...OPENAI, ...places, concurrency: 1, to, ...options });
  const results: FrameResult[] = [];
  const words: string[] = [];
  for await (const event of run) {
    if (event.type === "frameSettled") results.push(event.result);
    words.push(...learnedIn(event));
  }
  return { results, words, summary: await run.summary };
}

function learnedIn(event: { readonly type: string; readonly message?: string }): readonly string[] {
  return event.type === "serviceFound" ? [event.message ?? ""] : [];
}

const old = { max_tokens: 300 };
const newer = { max_completion_tokens: 300 };
const learned = (url: string): string =>
  `${url}/: it wants max_completion_tokens instead of max_tokens; what it rejected is sent again that way`;

describe("a service of newer models, which wants max_completion_tokens,", () => {
  test("gets all frames again that were in flight at its first rejection, and none counts", async () => {
    await using service = await startChat({ refused: ["max_tokens"], together: 4 });
    const { results, words, summary } = await sendTo(service.url, { concurrency: 4 });
    expect(summary).toMatchObject({ delivered: 8, failed: 0 });
    expect(results.map(({ attempts }) => attempts)).toEqual(FRAMES.map(() => 1));
    const limits = limitsAt(service);
    expect(limits.slice(0, 4)).toEqual([old, old, old, old]);
    expect(limits.slice(4)).toEqual(FRAMES.map(() => newer));
    expect(words).toEqual([learned(service.url)]);
  });

  test("gets a whole batch again, and not by halves", async () => {
    await using service = await startChat({ refused: ["max_tokens"] });
    const { words, summary } = await sendTo(service.url, { batch: 4, batchTimeoutMs: "1m" });
    expect(summary).toMatchObject({ delivered: 8, failed: 0 });
    expect(limitsAt(service)).toEqual([old, newer, newer]);
    expect(words).toEqual([learned(service.url)]);
  });

  test("is kept apart from one beside it that does not", async () => {
    await using service = await startChat({ refused: ["max_tokens"] });
    await using other = await startChat({ refused: ["max_completion_tokens"] });
    const routes = [`{0,1,2}.jpg=${other.url}`];
    const { words, summary } = await sendTo(service.url, { routes });
    expect(summary).toMatchObject({ delivered: 8, failed: 0 });
    expect(limitsAt(service)).toEqual([old, newer, newer, newer, newer, newer]);
    expect(limitsAt(other)).toEqual([old, old, old]);
    expect(words).toEqual([learned(service.url)]);
  });

  test("can be tuned", async () => {
    await using service = await startChat({ refused: ["max_tokens"] });
    const words: string[] = [];
    const { steps } = await tuneService({
      ...{ protocol: "openai", model: "m", to: service.url },
      ...{ maxRequests: 10, maxConcurrency: 1 },
      onEvent: (event) => words.push(...learnedIn(event)),
    });
    const [first, ...others] = limitsAt(service);
    expect(first).toEqual(old);
    expect(new Set(others.map((limit) => JSON.stringify(limit)))).toEqual(
      new Set([JSON.stringify(newer)]),
    );
    expect(steps.flatMap(({ failures }) => failures)).toEqual([]);
    expect(words).toEqual([learned(service.url)]);
  });

  test("is sent that name at once where the user gives it", async () => {
    await using service = await startChat({ refused: ["max_tokens"] });
    const params = { max_completion_tokens: "50" };
    const { words } = await sendTo(service.url, { params });
    expect(limitsAt(service)).toEqual(FRAMES.map(() => ({ max_completion_tokens: 50 })));
    expect(words).toEqual([]);
  });
});

describe("a service that knows max_tokens alone", () => {
  test("gets the user's limit under the name that it knows", async () => {
    await using service = await startChat({ refused: ["max_completion_tokens"] });
    const params = { max_completion_tokens: "50" };
    const { summary } = await sendTo(service.url, { params });
    expect(summary).toMatchObject({ delivered: 8, failed: 0 });
    expect(limitsAt(service)).toEqual(
      [params, ...FRAMES.map(() => ({ max_tokens: 50 }))].map(numbers),
    );
  });
});

test("a service that rejects both names fails each frame, with its own words", async () => {
  await using service = await startChat({ refused: ["max_tokens", "max_completion_tokens"] });
  const { summary, results } = await sendTo(service.url);
  expect(summary).toMatchObject({ delivered: 0, failed: 8 });
  expect(limitsAt(service)).toEqual([old, ...FRAMES.map(() => newer)]);
  expect(results[0]).toMatchObject({ reason: expect.stringContaining("extra_forbidden") });
});

function numbers(limit: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(limit).map(([name, value]) => [name, Number(value)]));
}
