import { once } from "node:events";
import { type AddressInfo, createServer, isIP, type Server, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { CameraTrust } from "../remote/camera-trust.ts";
import { faultOfError, RemoteFault } from "../remote/remote-fault.ts";
import type { LiveAddress } from "./live-address.ts";
import { NO_TLS } from "./loss-causes.ts";

/** Scheme of what goes through an encrypted connection, by that of the address, with the usual port. */
const PLAIN: Readonly<Record<string, { readonly scheme: string; readonly port: number }>> = {
  rtsps: { scheme: "rtsp", port: 322 },
  rtmps: { scheme: "rtmp", port: 443 },
};

/** True for an address over RTSP or RTMP whose connection is encrypted. */
export function isTunneled({ input }: Pick<LiveAddress, "input">): boolean {
  return partsOf(input) !== null;
}

/**
 * A port of this machine through which ffmpeg reaches a camera over TLS: ffmpeg itself cannot check the certificate of
 * an RTSP camera, and says little of a connection that fails.
 */
export class TlsTunnel implements AsyncDisposable {
  readonly #target: Target;
  readonly #trust: CameraTrust;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #fault: RemoteFault | null = null;

  private constructor(target: Target, trust: CameraTrust) {
    this.#target = target;
    this.#trust = trust;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  /** @param address for which `isTunneled` is true. */
  static async open({ input }: LiveAddress, trust: CameraTrust): Promise<TlsTunnel> {
    const target = partsOf(input);
    if (target === null) throw new Error("the address is not encrypted");
    const tunnel = new TlsTunnel(target, trust);
    tunnel.#server.listen(0, "127.0.0.1");
    await once(tunnel.#server, "listening");
    return tunnel;
  }

  /** Why the last connection failed; `null` if it did not. */
  get fault(): RemoteFault | null {
    return this.#fault;
  }

  forgetFault(): void {
    this.#fault = null;
  }

  /** The address for ffmpeg. */
  through(address: LiveAddress): LiveAddress {
    const { port } = this.#server.address() as AddressInfo;
    const { scheme, login, place, path } = this.#target;
    const plain = PLAIN[scheme]?.scheme ?? "";
    const host = `127.0.0.1:${port}`;
    const input = `${plain}://${login}${host}${path}`;
    const [, app = ""] = /^(\/[^/?#]*)/u.exec(path) ?? [];
    return {
      ...address,
      ...{ input, rtspTransport: "tcp" },
      // A server of RTMP is told which address it was called by.
      options: plain === "rtmp" ? [["rtmp_tcurl", `${scheme}://${place}${app}`]] : [],
      hidden: [
        [input, address.name],
        [`${plain}://${host}`, `${scheme}://${place}`],
        ...address.hidden,
      ],
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    const { host, port } = this.#target;
    const name = isIP(host) === 0 ? { servername: host } : {};
    const { connect } = process.getBuiltinModule("node:tls");
    const camera = connect({ host, port, ...name, ...this.#trust.settings });
    const late = setTimeout(() => camera.destroy(new RemoteFault("away", SILENT)), TIMEOUT_MS);
    camera.once("secureConnect", () => {
      clearTimeout(late);
      socket.pipe(camera).pipe(socket);
    });
    camera.on("error", (error: NodeJS.ErrnoException) => {
      this.#fault = faultOfTls(error);
    });
    socket.on("error", () => {});
    camera.on("close", () => {
      clearTimeout(late);
      socket.destroy();
    });
    socket.on("close", () => this.#left(socket, camera));
  }

  #left(socket: Socket, camera: TLSSocket): void {
    this.#sockets.delete(socket);
    camera.destroy();
  }
}

const TIMEOUT_MS = 10_000;
const SILENT = `it does not answer with TLS (timed out): ${NO_TLS}`;

function faultOfTls(error: NodeJS.ErrnoException): RemoteFault {
  const isNoTls = /^(?:EPROTO|ERR_SSL_(?:WRONG_VERSION|PACKET_LENGTH|UNSUPPORTED_PROTOCOL))/u.test(
    error.code ?? "",
  );
  return isNoTls ? new RemoteFault("away", NO_TLS) : faultOfError(error);
}

/** What an address consists of. */
interface Target {
  readonly scheme: string;
  /** With its `@`; empty without one. */
  readonly login: string;
  /** Host and port as they were typed. */
  readonly place: string;
  /** Without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
  /** With its query. */
  readonly path: string;
}

function partsOf(input: string): Target | null {
  const [, scheme = "", login = "", host = "", port, path = ""] =
    /^(rtsps|rtmps):\/\/([^/?#]*@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d+))?([^]*)$/u.exec(input) ?? [];
  const usual = PLAIN[scheme];
  if (usual === undefined) return null;
  return {
    ...{ scheme, login, path, place: port === undefined ? host : `${host}:${port}` },
    host: host.replaceAll(/[[\]]/gu, ""),
    port: port === undefined ? usual.port : Number(port),
  };
}
