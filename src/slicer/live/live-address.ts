import { FrameferryError } from "../../core/errors.ts";
import { isSecretName } from "../../core/service/secrets.ts";
import { percentDecoded } from "../../core/service/percent-decoding.ts";
import { type LiveKind, SCHEMES } from "./live-kinds.ts";
import { readTypedAddress, type TypedAddress } from "./typed-address.ts";

/** A camera or stream. */
export interface LiveAddress {
  readonly kind: LiveKind;
  /** Its name wherever it is shown or stored: the address without user, password and other secrets. */
  readonly name: string;
  /** Address or device as ffmpeg opens it, with its secrets. */
  readonly input: string;
  /** Further options of ffmpeg for it. @default none */
  readonly options?: readonly (readonly [name: string, value: string])[];
  /** See `LiveOptions`. @default "tcp" */
  readonly rtspTransport?: "tcp" | "udp";
  /** Texts that must not be shown, and their replacements, in this order. */
  readonly hidden: readonly (readonly [secret: string, replacement: string])[];
}

/** User name and password of a camera; they take the place of typed ones. */
export interface CameraLogin {
  readonly user: string | null;
  readonly password: string | null;
}

const NO_LOGIN: CameraLogin = { user: null, password: null };

/** True for what is a camera or a stream, and not a path. */
export function isLiveAddress(source: string): boolean {
  return LOCAL.test(source) || schemeOf(source) in SCHEMES;
}

/** Name of a camera or stream, without secrets; any other source as it is. */
export function shownSource(source: string): string {
  return isLiveAddress(source) ? liveAddress(source).name : source;
}

/** @throws FrameferryError `ERR_OPTION` for an address without a host. */
export function liveAddress(source: string, login: CameraLogin = NO_LOGIN): LiveAddress {
  const [, device, graph] = LOCAL.exec(source) ?? [];
  if (device !== undefined) return { kind: "device", name: device, input: device, hidden: [] };
  if (graph !== undefined) return { kind: "test", name: source, input: graph, hidden: [] };
  const typed = readTypedAddress(source);
  const kind = SCHEMES[typed?.scheme ?? ""];
  if (typed === null || kind === undefined || !namesPlace(kind, typed)) throw noHost(source);
  return networkAddress(kind, typed, login);
}

/** A host, or the port of this machine at which something is to arrive. */
function namesPlace(kind: LiveKind, { location }: TypedAddress): boolean {
  return (
    /^[^/?#:]/u.test(location) || ((kind === "udp" || kind === "srt") && /^:\d/u.test(location))
  );
}

/** `v4l2:/dev/video0`, `/dev/video0`, `lavfi:testsrc2`. */
const LOCAL = /^(?:v4l2:(?=\/)|(?=\/dev\/video\d+$))([^]+)$|^lavfi:([^]+)$/u;

function schemeOf(source: string): string {
  return (/^([a-z][a-z\d+.-]*):\/\//iu.exec(source)?.[1] ?? "").toLowerCase();
}

function networkAddress(
  kind: LiveKind,
  typed: TypedAddress,
  { user: namedUser, password: namedPassword }: CameraLogin,
): LiveAddress {
  const { scheme } = typed;
  const location = typed.location.replaceAll(/\s/gu, encoded);
  const [user, password] = [namedUser ?? typed.user, namedPassword ?? typed.password];
  const hasLogin = user !== null || password !== null;
  const login = hasLogin ? `${encoded(user ?? "")}:${encoded(password ?? "")}@` : "";
  const name = `${scheme}://${withoutSecrets(location)}`;
  const input = `${scheme}://${login}${location}`;
  const secrets = [...(password === null ? [] : [password]), ...secretsIn(location)];
  const spellings = secrets.flatMap((secret) => [
    secret,
    encoded(secret),
    encodeURIComponent(secret),
  ]);
  return {
    kind,
    name,
    input,
    hidden: [
      [input, name],
      ...(hasLogin ? [[login, ""] as const] : []),
      ...[...new Set(spellings)]
        .filter(({ length }) => length >= MIN_SECRET_LENGTH)
        .map((secret) => [secret, "***"] as const),
    ],
  };
}

/** Shorter ones occur everywhere in text; as a part of the address they are hidden with it. */
const MIN_SECRET_LENGTH = 4;

/** With all that RFC 3986 or a script of ffmpeg gives a meaning to as percent codes. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/gu,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Values in a query, and in paths such as `/user=admin_password=abc_channel=1.sdp`. */
const NAMED_VALUE = /(?<=[?&;/_])([a-z-]+)=([^&;/?#]*?)(?=[&;/?#]|$|_[a-z]+=)/giu;
const USER_NAME = /^(?:user|username|usr|login|loginuse)$/iu;

function isHidden(name: string): boolean {
  return isSecretName(name) || /^(?:loginpas)$/iu.test(name) || USER_NAME.test(name);
}

function withoutSecrets(location: string): string {
  return location.replaceAll(NAMED_VALUE, (whole: string, name: string) =>
    isHidden(name) ? `${name}=***` : whole,
  );
}

function secretsIn(location: string): readonly string[] {
  return [...location.matchAll(NAMED_VALUE)]
    .filter(([, name = ""]) => isHidden(name) && !USER_NAME.test(name))
    .flatMap(([, , value = ""]) => [value, percentDecoded(value)]);
}

function noHost(source: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `the address ${schemeOf(source)}://… names no host`,
    remedy: "write it as the manual of the camera does, such as rtsp://192.168.1.20:554/stream1",
  });
}
