import { createHash } from "node:crypto";
import { createSocket } from "node:dgram";
import { createServer, type Server, type Socket } from "node:net";
import { type RtspMessage, rtspMessages } from "../../../scripts/fixtures/rtsp/rtsp-messages.ts";
import { type IndexedFilm, playIndexedFilmFrom } from "./indexed-clip.ts";
import { listenOn } from "../../../scripts/bench/service/free-port.ts";

/** What a camera asks of its players. */
export interface CameraLogin {
  readonly user: string;
  readonly password: string;
  readonly scheme: "Basic" | "Digest";
}

/** Where a camera listens, and what it shows first. */
export interface CameraPlace {
  readonly port: number;
  readonly firstIndex: number;
}

/**
 * An RTSP camera over TCP (RFC 2326): a real ffmpeg pushes a film to it, and it passes each packet on to all
 * players. It can stall, close, refuse and ask for a password, as cameras do.
 */
export class RtspCamera implements AsyncDisposable {
  readonly #login: CameraLogin | null;
  readonly #players = new Set<Socket>();
  readonly #udp = createSocket("udp4").unref();
  /** First of the two UDP ports of players that asked for UDP. */
  readonly #udpPorts = new Map<Socket, number>();
  readonly #sockets = new Set<Socket>();
  #server: Server = createServer();
  #description = "";
  #source: AsyncDisposable | null = null;
  #film: IndexedFilm | null = null;
  #port = 0;
  /** True while nothing is passed on, and every connection is kept. */
  isStalled = false;
  /** Alters each packet on its way to the players, with its head (RFC 2326, 10.12); `null` loses it. */
  alter: (packet: Buffer) => Buffer | null = (packet) => packet;
  /** Transports that it offers its players; it refuses others with 461. */
  transports: readonly ("TCP" | "UDP")[] = ["TCP"];
  /** Requests to play that were answered. */
  playCount = 0;
  /** Requests that were refused with 401 or 404. */
  refusalCount = 0;

  private constructor(login: CameraLogin | null) {
    this.#login = login;
  }

  /**
   * @param login `null` for a camera that lets everybody in.
   * @param place the port, of which 0 is a free one, and the index of the first frame.
   */
  static async open(
    login: CameraLogin | null = null,
    { port, firstIndex }: CameraPlace = { port: 0, firstIndex: 0 },
  ): Promise<RtspCamera> {
    const camera = new RtspCamera(login);
    camera.#port = port;
    await camera.listen();
    await camera.play(firstIndex);
    return camera;
  }

  /** Plays a film in place of the one before. @param words for ffmpeg, such as its codec. */
  async play(firstIndex = 0, words: readonly string[] = USUAL_FILM): Promise<void> {
    await this.playFrom((...output) => {
      this.#film = playIndexedFilmFrom(firstIndex, [...words, ...output]);
      return this.#film;
    });
  }

  /** The same of what another ffmpeg plays. @param start takes the words of its output. */
  async playFrom(start: (...output: readonly string[]) => AsyncDisposable): Promise<void> {
    this.#description = "";
    this.closePlayers();
    await this.#source?.[Symbol.asyncDispose]();
    const target = `rtsp://127.0.0.1:${this.#port}/push`;
    this.#source = start("-f", "rtsp", "-rtsp_transport", "tcp", target);
    while (this.#description === "") await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Shows the same picture from now on, or goes on. */
  freeze(isFrozen: boolean): void {
    if (this.#film !== null) this.#film.isFrozen = isFrozen;
  }

  /** `host:port`. */
  get host(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Players that are being served. */
  get playerCount(): number {
    return this.#players.size;
  }

  /** Begins to accept players again, on the same port. */
  async listen(): Promise<void> {
    this.#server = createServer((socket) => void this.#serve(socket));
    this.#port = await listenOn(this.#server, this.#port);
  }

  /** Accepts no player any more. The film goes on. */
  refuse(): void {
    this.#server.close();
    this.closePlayers();
  }

  /** Closes the connection to each player. */
  closePlayers(): void {
    for (const player of this.#players) player.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#source?.[Symbol.asyncDispose]();
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    this.#udp.close();
  }

  async #serve(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#players.delete(socket);
      this.#udpPorts.delete(socket);
      this.#sockets.delete(socket);
    });
    for await (const message of rtspMessages(socket)) {
      if (!Buffer.isBuffer(message)) this.#answer(socket, message);
      else if (!this.isStalled) this.#passToAll(this.alter(message));
    }
  }

  #passToAll(packet: Buffer | null): void {
    if (packet !== null) for (const player of this.#players) this.#pass(packet, player);
  }

  /** @param packet with its interleaved head: a dollar sign, the channel, and the length. */
  #pass(packet: Buffer, player: Socket): void {
    const port = this.#udpPorts.get(player);
    if (port === undefined) player.write(packet);
    else this.#udp.send(packet.subarray(4), port + packet.readUInt8(1), "127.0.0.1");
  }

  /** @returns the answer's transport; `null` for one that is not offered. */
  #setUp(socket: Socket, transport: string): string | null {
    const port = /client_port=(\d+)/u.exec(transport)?.[1];
    if (!this.transports.includes(port === undefined ? "TCP" : "UDP")) return null;
    if (port === undefined) return transport;
    this.#udpPorts.set(socket, Number(port));
    return `${transport};server_port=6970-6971`;
  }

  #answer(socket: Socket, request: RtspMessage): void {
    const { method, url, headers, body } = request;
    const isPush = url.includes("/push");
    const send = (status: string, lines: readonly string[] = [], text = ""): void => {
      const head = [`RTSP/1.0 ${status}`, `CSeq: ${headers["cseq"]}`, "Session: 1", ...lines];
      socket.write(`${head.join("\r\n")}\r\nContent-Length: ${text.length}\r\n\r\n${text}`);
    };
    if (!isPush && method !== "OPTIONS" && !this.#letsIn(request)) {
      this.refusalCount += 1;
      return send("401 Unauthorized", [CHALLENGES[this.#login?.scheme ?? "Basic"]]);
    }
    if (!isPush && !url.includes("/live")) {
      this.refusalCount += 1;
      return send("404 Not Found");
    }
    if (method === "DESCRIBE" && this.#description === "") return send("503 Service Unavailable");
    if (method === "ANNOUNCE") this.#description = body;
    if (method === "DESCRIBE")
      return send(
        "200 OK",
        [`Content-Base: ${url}/`, "Content-Type: application/sdp"],
        this.#description,
      );
    if (method === "SETUP") {
      const asked = headers["transport"] ?? "";
      const transport = isPush ? asked : this.#setUp(socket, asked);
      if (transport === null) return send("461 Unsupported Transport");
      return send("200 OK", [`Transport: ${transport}`]);
    }
    send("200 OK", ["Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, ANNOUNCE, RECORD"]);
    if (method !== "PLAY") return;
    this.playCount += 1;
    this.#players.add(socket);
  }

  #letsIn({ method, headers }: RtspMessage): boolean {
    if (this.#login === null) return true;
    const { user, password, scheme } = this.#login;
    const given = headers["authorization"] ?? "";
    if (scheme === "Basic")
      return given === `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    const field = (name: string): string =>
      new RegExp(`${name}="([^"]*)"`, "u").exec(given)?.[1] ?? "";
    const first = md5(`${user}:${REALM}:${password}`);
    return field("response") === md5(`${first}:${NONCE}:${md5(`${method}:${field("uri")}`)}`);
  }
}

const USUAL_FILM = [
  ...["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "5"],
] as const;
const REALM = "camera";
const NONCE = "0123456789abcdef";
const CHALLENGES = {
  Basic: `WWW-Authenticate: Basic realm="${REALM}"`,
  Digest: `WWW-Authenticate: Digest realm="${REALM}", nonce="${NONCE}"`,
};

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
