import { refuseOldFfmpeg } from "../../app/sources/old-ffmpeg.ts";
import type { DoctorOptions } from "../../options/doctor-options.ts";
import type { CameraTrustOptions } from "../../options/live-options.ts";
import { systemClock } from "../../core/concurrency/clock.ts";
import { FrameferryError } from "../../core/errors.ts";
import { type Ffmpeg, findFfmpeg } from "../../slicer/find-ffmpeg.ts";
import { type Loss, lossOfFault } from "../../slicer/live/connection-end.ts";
import { examineStream, type StreamFacts } from "../../slicer/live/examine-stream.ts";
import type { LiveAddress } from "../../slicer/live/live-address.ts";
import { isTunneled, TlsTunnel } from "../../slicer/live/tls-tunnel.ts";
import { throughGateway } from "../../slicer/live/through-gateway.ts";
import { CameraTrust } from "../../slicer/remote/camera-trust.ts";
import { Gateway } from "../../slicer/remote/gateway.ts";
import { RemoteClient } from "../../slicer/remote/remote-client.ts";
import { absentCamera, describeStream, describeTransports } from "./camera-findings.ts";
import { checkAnswer } from "./check-answer.ts";
import { type Finding, problem } from "./finding.ts";

/** What the doctor says of a camera. */
export interface CameraCheck {
  readonly findings: readonly Finding[];
  /** The way for its packets: UDP only where it was asked for, or TCP does not work. */
  readonly rtspTransport: "tcp" | "udp";
}

/** Longest waits for the first frame of a camera, in milliseconds. */
export interface Patience {
  /** Over TCP, or however else it comes. @default 15000 */
  readonly usualMs: number;
  /** Over UDP, whose packets a firewall may swallow. @default 5000 */
  readonly udpMs: number;
}

/** With what a camera is examined. */
export type CameraTools = CameraTrustOptions & Pick<DoctorOptions, "ffmpeg" | "allowHosts">;

/** Connects to a camera or stream, and says what it is, or why nothing comes of it. */
export async function checkCamera(
  address: LiveAddress,
  { ffmpeg: namedFfmpeg, allowHosts, ...trusted }: CameraTools,
  patience: Patience = { usualMs: 15_000, udpMs: 5000 },
): Promise<CameraCheck> {
  try {
    const ffmpeg = await findFfmpeg(namedFfmpeg);
    refuseOldFfmpeg(address, ffmpeg);
    const trust = new CameraTrust(trusted);
    const isHttp = address.kind === "http";
    const client = isHttp ? new RemoteClient(address.input, allowHosts, trust) : null;
    const answer = client === null ? null : await checkAnswer(address, client);
    if (answer !== null) return usual(answer);
    const times = { patienceMs: patience.usualMs, lookMs: LOOK_MS };
    const seen = await (client === null
      ? examineDirectly({ address, ffmpeg, times }, trust)
      : examineThrough(client, { address, ffmpeg, times }));
    const isChosen = address.rtspTransport === "udp";
    if (isChosen || !hasTransports(address) || isUnreachable(seen))
      return { ...usual(finding(address, seen)), rtspTransport: address.rtspTransport ?? "tcp" };
    return await checkTransports(address, { seen, ffmpeg, patienceMs: patience.udpMs });
  } catch (error) {
    if (!(error instanceof FrameferryError)) throw error;
    const subject = error.kind === "environment" ? "ffmpeg" : "camera";
    return usual(problem(subject, error.message, error.remedy ?? "name the address of a camera"));
  }
}

const never = new AbortController().signal;
/** A camera that sends a frame every few seconds shows two in this time. */
const LOOK_MS = 6000;

function usual(...findings: readonly Finding[]): CameraCheck {
  return { findings, rtspTransport: "tcp" };
}

function finding(address: LiveAddress, seen: StreamFacts | Loss): Finding {
  return "reason" in seen ? absentCamera(address, seen.reason) : describeStream(address, seen);
}

/** The same over HTTP, as a run reads it. */
async function examineThrough(
  client: RemoteClient,
  { address, ffmpeg, times }: Examined,
): Promise<StreamFacts | Loss> {
  await using gateway = await Gateway.open(client, null);
  const seen = await examine(throughGateway(gateway, address), ffmpeg, times);
  const { fault } = gateway;
  return "reason" in seen && fault !== null ? lossOfFault(fault) : seen;
}

/** The same over RTSP and other protocols, whose connection may be encrypted. */
async function examineDirectly(
  { address, ffmpeg, times }: Examined,
  trust: CameraTrust,
): Promise<StreamFacts | Loss> {
  if (!isTunneled(address)) return await examine(address, ffmpeg, times);
  await using tunnel = await TlsTunnel.open(address, trust);
  const seen = await examine(tunnel.through(address), ffmpeg, times);
  return "reason" in seen && tunnel.fault !== null ? lossOfFault(tunnel.fault) : seen;
}

interface Examined {
  readonly address: LiveAddress;
  readonly ffmpeg: Ffmpeg;
  readonly times: { readonly patienceMs: number; readonly lookMs: number };
}

async function examine(
  address: LiveAddress,
  ffmpeg: Ffmpeg,
  times: { readonly patienceMs: number; readonly lookMs: number },
): Promise<StreamFacts | Loss> {
  return await examineStream(address, { ffmpeg, clock: systemClock, ...times }, never);
}

/** With `rtsps`, everything goes through one encrypted connection. */
function hasTransports({ kind, name }: LiveAddress): boolean {
  return kind === "rtsp" && !name.startsWith("rtsps:");
}

/** True if no other transport would help, and one more wrong password might lock the camera. */
function isUnreachable(seen: StreamFacts | Loss): boolean {
  return "reason" in seen && (seen.kind === "refused" || NO_CONNECTION.test(seen.reason));
}

const NO_CONNECTION =
  /^(?:nothing listens|there is no route|the name of its host|it does not answer)/u;

interface TcpResult {
  readonly seen: StreamFacts | Loss;
  readonly ffmpeg: Ffmpeg;
  readonly patienceMs: number;
}

async function checkTransports(
  address: LiveAddress,
  { seen, ffmpeg, patienceMs }: TcpResult,
): Promise<CameraCheck> {
  const lookMs = "reason" in seen ? LOOK_MS : 0;
  const overUdp = { ...address, rtspTransport: "udp" } as const;
  const seenOverUdp = await examine(overUdp, ffmpeg, { patienceMs, lookMs });
  const isOnlyUdp = "reason" in seen && !("reason" in seenOverUdp);
  const transports = describeTransports(seen, seenOverUdp);
  return {
    findings: [finding(address, isOnlyUdp ? seenOverUdp : seen), ...transports],
    rtspTransport: isOnlyUdp ? "udp" : "tcp",
  };
}
