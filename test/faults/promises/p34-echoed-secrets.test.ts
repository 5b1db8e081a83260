import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { sendFiles, type TuneEvent, tuneService } from "../../../src/index.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import {
  type Answer,
  type ReceivedRequest,
  startCollector,
} from "../../support/services/collector.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";
import { runCommand } from "../../support/program/command-run.ts";
import { resultLines } from "../../support/results/result-lines.ts";

const [PASSWORD, QUERY] = ["canary-password-91c2", "canary-query-b8d4"];

test.each<[string, Answer]>([
  ["a refusal", { status: 401, body: `the password ${PASSWORD} for the key ${QUERY} is wrong` }],
  ["an error", { status: 500, body: { error: `no key ${QUERY}`, given: PASSWORD } }],
  ["a redirect", { status: 302, headers: { location: `https://elsewhere/?key=${QUERY}` } }],
])(
  "P34: a secret that the service repeats in %s does not come out as a reason",
  async (_, answer) => {
    await using home = await temporaryFolder();
    await using service = await startCollector({ answer: () => answer });
    const address = `${service.url.replace("//", `//anna:${PASSWORD}@`)}/?key=${QUERY}`;
    const words = ["run", fixtureVideoPath("cfr.mp4"), "--every", "50", "--retries", "1", "-vv"];
    const results = join(home.path, "results.jsonl");
    const { exitCode, stdout, stderr } = await runCommand(
      [...words, "--results", results, "--json"],
      home.path,
      { FRAMEFERRY_TO: address },
    );
    expect([exitCode, service.requests[0]?.path]).toEqual([3, `/?key=${QUERY}`]);
    const reasons = (await resultLines(results)).map(({ reason }) => reason);
    expect(reasons).toHaveLength(2);
    const lines = [stdout, stderr, ...reasons].join("\n").split("\n");
    expect(lines.filter((line) => line.includes("canary"))).toEqual([]);
  },
);

const PAIR = `canary-user:${PASSWORD}`;
const TOKEN = 'canary-"token"/+ä';
const SECRETS = [PAIR, TOKEN, QUERY, PASSWORD];
const SECRET_FORMS = [
  ...SECRETS,
  ...SECRETS.map(encodeURIComponent),
  ...SECRETS.map((secret) => JSON.stringify(secret).slice(1, -1)),
  ...SECRETS.map((secret) => Buffer.from(secret).toString("base64")),
  ...SECRETS.map((secret) => Buffer.from(secret).toString("base64url")),
];
const tellTales = (text: string): readonly string[] =>
  SECRET_FORMS.filter((form) => text.includes(form)).concat(/canary/u.exec(text) ?? []);

/** All that was sent, as a service repeats it that shows what it got to whoever develops it. */
const ECHOES: readonly [string, (request: ReceivedRequest) => Answer][] = [
  ["as JSON", (request) => ({ status: 400, body: repeated(request) })],
  ["as text", (request) => ({ status: 400, body: JSON.stringify(repeated(request), null, 2) })],
  [
    "in an error of a success",
    (request) => ({ body: { error: JSON.stringify(repeated(request)) } }),
  ],
  ["in a success", (request) => ({ body: { ok: repeated(request) } })],
  ["in names", (request) => ({ body: { [JSON.stringify(repeated(request))]: 0.5 } })],
  [
    "compressed",
    (request) => ({
      body: gzipSync(JSON.stringify(repeated(request))),
      headers: { "content-encoding": "gzip" },
    }),
  ],
];

const repeated = ({ headers, path, body }: ReceivedRequest): object => ({
  ...{ url: path, headers, form: body.toString("latin1") },
  basic: Buffer.from(headers.authorization?.slice("Basic ".length) ?? "", "base64").toString(),
  token: { coded: encodeURIComponent(TOKEN), base64: Buffer.from(TOKEN).toString("base64") },
});

test.each(ECHOES)(
  "P34: no event, file, note or page reveals a secret that the service repeats %s",
  async (_, answer) => {
    await using delivery = await DeliveryCommand.open({ answer });
    delivery.land("in/a.jpg");
    const to = `${delivery.service.url.replace("//", `//${PAIR}@`)}/?api_key=${QUERY}`;
    const sent = { to, params: { api_key: TOKEN }, headers: { "x-auth": `Bearer ${QUERY}` } };
    const places = {
      state: delivery.path("state"),
      onFailure: `copy-to=${delivery.path("failed")}`,
    } as const;
    const run = sendFiles({ paths: [delivery.path("in")], ...places, ...sent, retries: 0 });
    const events: string[] = [];
    for await (const event of run) events.push(JSON.stringify(event));
    const summary = JSON.stringify(await run.summary);
    const htmlFile = delivery.path("failed", "tune.html");
    const onEvent = (event: TuneEvent): number => events.push(JSON.stringify(event));
    const report = await tuneService({ ...sent, maxRequests: 10, html: htmlFile, onEvent });
    const [first] = delivery.service.requests;
    expect(first?.headers.authorization).toBe(`Basic ${Buffer.from(PAIR).toString("base64")}`);
    expect(first?.body.toString()).toContain(TOKEN);
    const files = ["state", "failed"].flatMap((folder) => filesIn(delivery.path(folder)));
    expect(files.join("\n")).toContain("***");
    expect([...events, summary, JSON.stringify(report), ...files].flatMap(tellTales)).toEqual([]);
  },
);

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
}
