import { escapeControlChars, printableJson } from "../../core/text/escape-control-chars.ts";
import { printErr, printOut } from "../format/print.ts";
import type { Command } from "commander";
import { engineFor } from "../../app/brokers/broker-engines.ts";
import { openCredentials } from "../../app/services/open-credentials.ts";
import { type DoctorOptions, doctorSchema } from "../../options/doctor-options.ts";
import { cameraLogin } from "../../app/sources/camera-login.ts";
import { refuseOptionsOfOtherKinds } from "../../app/sources/live-options.ts";
import type { FrameferryError } from "../../core/errors.ts";
import { withoutBareSecrets } from "../../slicer/live/bare-address.ts";
import { isLiveAddress, liveAddress } from "../../slicer/live/live-address.ts";
import { transportTo } from "../../app/services/service-transport.ts";
import { checkOptions } from "../../options/options-schema.ts";
import { checkFfmpeg } from "../doctor/check-ffmpeg.ts";
import { checkLedgers } from "../doctor/check-ledgers.ts";
import { checkDisk, checkInotify, checkNode } from "../doctor/check-machine.ts";
import { cameraWords, SOME_VIDEO, type SourceWords } from "../doctor/camera-words.ts";
import { checkCamera } from "../doctor/check-camera.ts";
import { checkQuota } from "../doctor/check-quota.ts";
import { checkService } from "../doctor/check-service.ts";
import { cameraCommand } from "../doctor/sending-command.ts";
import { usageError } from "../errors/usage-error.ts";
import { type Finding, ok, warning } from "../doctor/finding.ts";
import { DOCTOR_FLAGS } from "../flags/doctor-flags.ts";
import { EXIT_CODES, gravestExitCode } from "../process/exit-codes.ts";
import { givenOptions } from "../flags/flags.ts";
import { type Paint, colorizer } from "../format/colorizer.ts";
import { terminalSize } from "../format/terminal.ts";
import { wrapWords } from "../format/text-columns.ts";

/**
 * `frameferry doctor`: looks at everything a run needs, a line each.
 *
 * @param address that of a camera, stream or broker to examine; `undefined` for none.
 */
export async function doctorCommand(
  address: string | undefined,
  command: Command,
): Promise<number> {
  const options = checkOptions(doctorSchema, givenOptions(command, DOCTOR_FLAGS));
  const broker = address !== undefined && engineFor(address) !== undefined ? address : undefined;
  const camera = broker === undefined ? address : undefined;
  if (camera !== undefined && !isLiveAddress(camera)) throw noCamera(camera);
  const ffmpeg = await ffmpegFindings(options, command.opts()["fix"] === true);
  const findings: Finding[] = [
    checkNode(),
    ...ffmpeg,
    await checkInotify(),
    await checkDisk(options.state),
    ...(await checkLedgers(options.state)),
    ...(broker === undefined ? [] : await brokerFindings(broker, options)),
    ...(await checkEnds(ffmpeg.some(isProblem) ? undefined : camera, options)),
  ];
  const { json, color } = command.opts();
  const paint = colorizer(color === false ? "never" : "auto", process.stdout);
  const text =
    json === true
      ? printableJson({ findings })
      : findings.map((finding) => findingLines(finding, paint)).join("\n");
  printOut(text);
  return exitCodeOf(findings);
}

/** @param isFixed whether one is installed if there is none; one that is named is never replaced. */
async function ffmpegFindings(
  { ffmpeg: named }: DoctorOptions,
  isFixed: boolean,
): Promise<readonly Finding[]> {
  const found = await checkFfmpeg(named);
  const isNamed = named !== null || Boolean(process.env["FFMPEG_PATH"]);
  if (!isFixed || isNamed || !found.some(isProblem)) return found;
  const { fixFfmpeg } = await import("../doctor/fix-ffmpeg.ts");
  const fix = await fixFfmpeg((text) => printErr(text));
  return [fix, ...(await checkFfmpeg(null))];
}

/** Loaded only where an address names a broker. */
async function brokerFindings(
  address: string,
  options: DoctorOptions,
): Promise<readonly Finding[]> {
  const { checkBroker } = await import("../doctor/check-broker.ts");
  return await checkBroker(address, options);
}

function isProblem({ state }: Finding): boolean {
  return state === "problem";
}

function noCamera(word: string): FrameferryError {
  return usageError(
    `${withoutBareSecrets(word)} is not the address of a camera, stream or broker`,
    "name a camera by its address, such as rtsp://192.168.1.20/stream1, a broker such as nats://broker:4222/frames, and a service with --to URL",
  );
}

/** The camera and the services, with the commands that join them. */
async function checkEnds(
  camera: string | undefined,
  options: DoctorOptions,
): Promise<readonly Finding[]> {
  if (camera === undefined) return await checkServices(options, SOME_VIDEO);
  const typed = liveAddress(camera, await cameraLogin(options));
  const address = { ...typed, rtspTransport: options.rtspTransport };
  refuseOptionsOfOtherKinds(address, options);
  const { findings, rtspTransport } = await checkCamera(address, options);
  const source = cameraWords(camera, { ...address, rtspTransport }, options);
  const login = source.environment.length === 0 ? [] : [HIDDEN_LOGIN];
  if (options.to !== null)
    return [...findings, ...login, ...(await checkServices(options, source))];
  if (findings.some(isProblem)) return findings;
  return [...findings, ...login, ok("command", cameraCommand(source))];
}

const HIDDEN_LOGIN = ok(
  "login",
  "user name and password are never shown: *** stands for them in the command",
);

async function checkServices(
  options: DoctorOptions,
  source: SourceWords,
): Promise<readonly Finding[]> {
  const addresses = (options.to ?? []).map(({ address }) => address);
  if (addresses.length === 0) return [];
  transportTo(addresses, options, () => {});
  const warnings: Finding[] = [];
  const warn = (message: string): number =>
    warnings.push(warning("credentials", message, "or mount it so that only you can read it"));
  using opened = await openCredentials(options, { warn, signal: new AbortController().signal });
  const findings = addresses.map(
    async (to) => await checkService({ ...options, to }, opened.credentials, source),
  );
  const limits = addresses.flatMap((address) => checkQuota(options, address));
  return [...warnings, ...(await Promise.all(findings)).flat(), ...limits];
}

const COLORS = { ok: "green", warning: "yellow", problem: "red" } as const;

function findingLines({ state, subject, detail, remedy }: Finding, paint: Paint): string {
  // What is to be pasted stays in one piece.
  const wrapped = (text: string): readonly string[] =>
    subject === "command"
      ? [escapeControlChars(text)]
      : wrapWords(escapeControlChars(text), textColumns());
  const [first = "", ...more] = wrapped(detail);
  const below = [...more, ...(remedy === null ? [] : wrapped(remedy))];
  const head = `${paint(COLORS[state], state.padEnd(STATE_COLUMNS))}${subject.padEnd(SUBJECT_COLUMNS)}`;
  const indent = " ".repeat(STATE_COLUMNS + SUBJECT_COLUMNS);
  return [head + first, ...below.map((text) => indent + text)].join("\n");
}

const STATE_COLUMNS = 9;
const SUBJECT_COLUMNS = 14;
const MIN_TEXT_COLUMNS = 20;

/** Columns beside the subject; what goes to a file or a program is not wrapped. */
function textColumns(): number {
  if (!process.stdout.isTTY) return Number.POSITIVE_INFINITY;
  const { columns } = terminalSize(process.stdout);
  return Math.max(MIN_TEXT_COLUMNS, columns - STATE_COLUMNS - SUBJECT_COLUMNS);
}

function exitCodeOf(findings: readonly Finding[]): number {
  const problems = findings.filter(isProblem);
  return gravestExitCode(problems.map(({ subject }) => CODES[subject] ?? EXIT_CODES.environment));
}

/** Exit codes by the subject of a problem; all others are of the environment. */
const CODES: Readonly<Record<string, number>> = {
  input: EXIT_CODES.usage,
  service: EXIT_CODES.silentService,
  camera: EXIT_CODES.source,
  broker: EXIT_CODES.silentService,
};
