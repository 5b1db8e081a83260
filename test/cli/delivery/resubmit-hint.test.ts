import { Command } from "commander";
import { expect, test } from "vitest";
import { FILES_FLAGS } from "../../../src/cli/flags/files-flags.ts";
import { addFlags } from "../../../src/cli/flags/flags.ts";
import { RESUBMIT_FLAGS } from "../../../src/cli/flags/resubmit-flags.ts";
import { resubmitCommandLine } from "../../../src/cli/delivery/resubmit-command-line.ts";
import { filesSchema } from "../../../src/options/files-options.ts";
import { checkOptions } from "../../../src/options/options-schema.ts";
import { resubmitSchema } from "../../../src/options/resubmit-options.ts";

const [HERE, JOB] = ["http://here/p", "in-3f2a9c01b4d7"];

interface Words {
  readonly name?: string;
  readonly sources?: readonly string[];
  readonly flags?: readonly string[];
  readonly to?: string;
  readonly given?: object;
  readonly serviceName?: string | null;
  readonly params?: Readonly<Record<string, string>>;
}

function hint({
  name = "send",
  sources = ["in"],
  flags = [],
  to = HERE,
  given = {},
  ...rest
}: Words): unknown {
  const command = new Command(name).option("--demo");
  if (name === "resubmit") addFlags(command, RESUBMIT_FLAGS, resubmitSchema);
  else addFlags(command, FILES_FLAGS, filesSchema);
  command.parse(["--to", to, ...flags], { from: "user" });
  const options = checkOptions(filesSchema, { paths: [], to, ...given });
  return resubmitCommandLine(sources, command, { ...options, ...rest })(JOB);
}

test("the command that sends again names the sources as the user did", () => {
  expect(hint({ sources: ["clip.mp4"] })).toBe("frameferry resubmit clip.mp4");
  expect(hint({ sources: ["my clip's.mp4", "b"] })).toBe(
    String.raw`frameferry resubmit 'my clip'\''s.mp4' b`,
  );
});

test("the command that sends again names the job instead of more than three sources", () => {
  expect(hint({ sources: ["a", "b", "c"] })).toBe("frameferry resubmit a b c");
  expect(hint({ sources: ["a", "b", "c", "d"] })).toBe(`frameferry resubmit ${JOB}`);
});

test("the command that sends again repeats how frames travel and where the state is, but not what only a first run can do", () => {
  const flags = ["--field", "file", "-c", "4", "--state", "my state", "--delete"];
  expect(hint({ flags: [...flags, "--results", "r.jsonl", "--match", "*.jpg", "--restart"] })).toBe(
    "frameferry resubmit in --field file --concurrency 4 --delete --state 'my state'",
  );
});

test("the command that sends again repeats which frames a resubmission meant, but no limit, for the others are to follow", () => {
  const flags = ["--only", "429", "--match", "a*", "--ignore", "b*", "--max-frames", "3"];
  const given = { name: "resubmit", flags, to: HERE };
  expect(hint(given)).toContain("--only 429 --match 'a*' --ignore 'b*'");
  expect(hint(given)).not.toContain("--max-frames");
});

test("the command that sends again repeats the address only where the ledger does not know it, and no secret of it", () => {
  expect(hint({ to: "http://anna:canary@h/p?key=canary" })).toBe(
    "frameferry resubmit in --to 'http://***:***@h/p?key=***'",
  );
  expect(hint({ flags: ["--service-name", "cam"], serviceName: "cam" })).toBe(
    `frameferry resubmit in --to ${HERE} --service-name cam`,
  );
});

test("the command that sends again repeats headers and settings, but no secret of theirs", () => {
  const headers = ["--header", "Authorization: Bearer canary", "--header", "X-Any: canary"];
  const settings = ["--param", "api_key=canary", "--param", "confidence=0.4"];
  const params = { api_key: "canary", confidence: "0.4" };
  expect(hint({ flags: [...headers, ...settings], params })).toBe(
    "frameferry resubmit in --param 'api_key=***' --param confidence=0.4" +
      " --header 'Authorization: ***' --header 'X-Any: ***'",
  );
});

test("the command that sends again repeats the other address of a resubmission", () => {
  expect(hint({ name: "resubmit", flags: ["--only", "no face"] })).toBe(
    `frameferry resubmit in --to ${HERE} --only 'no face'`,
  );
});

test("the command that sends again does not exist for a demo service, which is gone with its run", () => {
  expect(hint({ flags: ["--demo"] })).toBeNull();
});

test("the command that sends again names the header file, and not the command that prints a token", () => {
  const flags = ["--header-file", "my headers", "--token-command", "echo s3cr3t"];
  expect(hint({ flags })).toBe(
    "frameferry resubmit in --header-file 'my headers' --token-command '***'",
  );
});

test("the command that sends again crops images again, and not what was cut from a video", () => {
  const flags = ["--crop", "0.5,0,0.5,1"];
  expect(hint({ flags })).toBe("frameferry resubmit in --crop 0.5,0,0.5,1");
  expect(hint({ name: "run", sources: ["clip.mp4"], flags })).toBe("frameferry resubmit clip.mp4");
});
