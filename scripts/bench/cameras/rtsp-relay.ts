import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type RtspMessage, rtspMessages } from "../../fixtures/rtsp/rtsp-messages.ts";
import { monotonicMs } from "../harness/monotonic.ts";

/**
 * A camera over RTSP (RFC 2326): an ffmpeg pushes a clip to it again and again, at its own pace and without encoding,
 * and each packet is passed on to all players at once.
 */
export class RtspRelay implements AsyncDisposable {
  /** When the last packet of each frame of the push was passed on, by its number, by `monotonicMs`. */
  readonly sentAtMs: number[] = [];
  readonly #players = new Set<Socket>();
  readonly #sockets = new Set<Socket>();
  readonly #server: Server = createServer((socket) => void this.#serve(socket));
  #description = "";
  #push: ChildProcess | null = null;

  /** @param clip an H.264 file without B-frames. */
  static async open(ffmpegPath: string, clip: string): Promise<RtspRelay> {
    const relay = new RtspRelay();
    relay.#server.listen(0, "127.0.0.1");
    await once(relay.#server, "listening");
    const input = ["-nostdin", "-v", "error", "-re", "-stream_loop", "-1", "-i", clip];
    const output = ["-c", "copy", "-f", "rtsp", "-rtsp_transport", "tcp", `${relay.#base}/push`];
    relay.#push = spawn(ffmpegPath, [...input, ...output], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    while (relay.sentAtMs.length === 0) {
      if (relay.#push.exitCode !== null) throw new Error(`ffmpeg cannot push ${clip}`);
      await sleep(20);
    }
    return relay;
  }

  /** Address of a camera; each number is another one that shows the same. */
  url(camera: number): string {
    return `${this.#base}/camera${camera}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#push?.kill("SIGKILL");
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  get #base(): string {
    return `rtsp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #serve(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#players.delete(socket);
      this.#sockets.delete(socket);
    });
    for await (const message of rtspMessages(socket)) {
      if (Buffer.isBuffer(message)) this.#pass(message);
      else this.#answer(socket, message);
    }
  }

  #pass(packet: Buffer): void {
    for (const player of this.#players) player.write(packet);
    if (endsFrame(packet)) this.sentAtMs.push(monotonicMs());
  }

  #answer(socket: Socket, { method, url, headers, body }: RtspMessage): void {
    const send = (lines: readonly string[], text = ""): void => {
      const head = ["RTSP/1.0 200 OK", `CSeq: ${headers["cseq"]}`, "Session: 1", ...lines];
      socket.write(`${head.join("\r\n")}\r\nContent-Length: ${text.length}\r\n\r\n${text}`);
    };
    if (method === "ANNOUNCE") this.#description = body;
    const describing = [`Content-Base: ${url}/`, "Content-Type: application/sdp"];
    if (method === "DESCRIBE") return send(describing, this.#description);
    if (method === "SETUP") return send([`Transport: ${headers["transport"]}`]);
    send(["Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, ANNOUNCE, RECORD"]);
    if (method === "PLAY") this.#players.add(socket);
  }
}

/** The marker bit of RTP stands at the last packet of a picture (RFC 6184, 5.1); the second channel is RTCP. */
function endsFrame(packet: Buffer): boolean {
  return packet.length > INTERLEAVED_HEAD + 1 && packet[1] === 0 && (packet[5] ?? 0) >= MARKER;
}

/** A dollar sign, the channel, and two bytes of length (RFC 2326, 10.12). */
const INTERLEAVED_HEAD = 4;
const MARKER = 0x80;
