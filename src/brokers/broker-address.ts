import { FrameferryError } from "../core/errors.ts";
import { percentDecoded } from "../core/service/percent-decoding.ts";

/** Where a broker is, as its address says. */
export interface BrokerAddress {
  /** In lower case, such as `nats`. */
  readonly scheme: string;
  /** Each with its port, such as `broker:4222`. */
  readonly servers: readonly string[];
  /** Name of the queue of frames. */
  readonly queue: string;
  /** Part of the broker in which the queue is, decoded; `null` if none is named. */
  readonly virtualHost: string | null;
  /** Decoded; `null` if none is typed. */
  readonly user: string | null;
  /** Decoded; `null` if none is typed. */
  readonly password: string | null;
  /** The address for display and for commands to paste, without user and password. */
  readonly name: string;
}

/** A kind of address. */
export interface BrokerScheme {
  /** Schemes of its addresses, such as `nats`, each with the port of a server that names none. */
  readonly schemes: Readonly<Record<string, number>>;
  /** True if the path of an address may name a part of the broker before the queue. */
  readonly hasVirtualHosts: boolean;
}

/** Queue of an address without a path. */
const DEFAULT_QUEUE = "frames";

/**
 * Reads `nats://[user:password@]host:4222[,host2:4222]/frames`, and `amqp://host/virtual-host/frames`. User and password may hold any character,
 * percent-encoded or not: the last `@` ends them, since neither hosts nor queues have one.
 *
 * @throws FrameferryError `ERR_OPTION` for anything else.
 */
export function readBrokerAddress(text: string, kind: BrokerScheme): BrokerAddress {
  const [, scheme = "", login, hosts = "", path = ""] = ADDRESS.exec(text.trim()) ?? [];
  const defaultPort = kind.schemes[scheme.toLowerCase()];
  const servers = hosts.split(",").map((host) => withPort(host.trim(), defaultPort));
  const [, virtualHost = null, queue = ""] = PATH.exec(path === "" ? DEFAULT_QUEUE : path) ?? [];
  if (defaultPort === undefined || servers.includes(null))
    throw unusable("has no host, or not in the form that it takes", kind);
  if (!isQueueName(queue) || (virtualHost !== null && !kind.hasVirtualHosts))
    throw unusable("names a queue that cannot be", kind);
  const [, user = null, password = null] = login === undefined ? [] : (LOGIN.exec(login) ?? []);
  return {
    scheme: scheme.toLowerCase(),
    servers: servers.filter((server) => server !== null),
    queue,
    virtualHost: virtualHost === null ? null : percentDecoded(virtualHost),
    user: user === null ? null : percentDecoded(user),
    password: password === null ? null : percentDecoded(password),
    name: `${scheme.toLowerCase()}://${hosts}/${virtualHost === null ? "" : `${virtualHost}/`}${queue}`,
  };
}

/** Scheme of a text that may be the address of a broker, in lower case; `null` without one. */
export function schemeOf(text: string): string | null {
  return /^\s*([a-z][a-z\d+.-]*):\/\//iu.exec(text)?.[1]?.toLowerCase() ?? null;
}

const ADDRESS = /^([a-z][a-z\d+.-]*):\/\/(?:([^]*)@)?([^/?#@\s]+)(?:\/([^?#@\s]*))?$/iu;
const PATH = /^(?:([^/]+)\/)?([^/]+)$/u;
const LOGIN = /^([^:]*)(?::([^]*))?$/u;
const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/iu;

function withPort(host: string, defaultPort: number | undefined): string | null {
  const [, name, port = String(defaultPort)] = HOST.exec(host) ?? [];
  return name === undefined || Number(port) > 65_535 ? null : `${name}:${port}`;
}

/** Results of `frames` are in `results`, those of any other queue in `NAME-results`. */
function isQueueName(name: string): boolean {
  return /^[a-z][a-z\d-]{0,31}$/u.test(name) && !/(?:^|-)results$/u.test(name);
}

function unusable(flaw: string, { schemes, hasVirtualHosts }: BrokerScheme): FrameferryError {
  const [scheme] = Object.keys(schemes);
  const place = hasVirtualHosts ? "[VIRTUAL-HOST/]frames" : "frames";
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `the address of the broker ${flaw}`,
    remedy: `write it as ${scheme}://HOST:PORT/${place}; the name of a queue is of small letters, digits and dashes`,
  });
}
