import type { Socket } from "node:net";
import type { TransportFault } from "../../core/service/answer.ts";
import { BadAnswer, malformed } from "./bad-answer.ts";
import { foreignLanguage } from "./not-http.ts";
import { repairHead } from "./repair-head.ts";
import { scanHead } from "./scan-head.ts";

/** Largest head of an answer, in bytes: four times what Node allows by default. */
export const MAX_HEAD_BYTES: number = 64 * 1024;

/**
 * Reads the heads of answers before the HTTP client does. Its parser is strict, and takes an interim
 * answer that nobody asked for as the end of the connection; here those are left out (RFC 9110, 15.2),
 * and a head that can be understood all the same is put right. Bodies go by untouched.
 *
 * A head of nine lines takes half a microsecond.
 */
export class AnswerHeads {
  /** True if the next bytes begin an answer. */
  isExpected = true;
  #held: Buffer | null = null;

  /** Looks at all that the socket brings, from now on. */
  watch(socket: Socket): void {
    const push = socket.push.bind(socket);
    socket.push = (chunk: Buffer | null, encoding?: BufferEncoding): boolean => {
      if (!this.isExpected || chunk === null) return push(chunk, encoding);
      const part = this.#take(chunk);
      if (Buffer.isBuffer(part)) return push(part);
      socket.destroy(new BadAnswer(part));
      return false;
    };
  }

  /** Part of the chunk that goes on to the client. */
  #take(chunk: Buffer): Buffer | TransportFault {
    let data = this.#held === null ? chunk : Buffer.concat([this.#held, chunk]);
    for (;;) {
      data = withoutBlankLines(data);
      const flaw = flawOfStatusLine(data);
      if (flaw !== null) return flaw;
      const head = scanHead(data);
      if (head === null) return this.#hold(data);
      if (head.byteLength > MAX_HEAD_BYTES) return TOO_LARGE;
      if (data[STATUS_AT] !== DIGIT_ONE) {
        this.#held = null;
        this.isExpected = false;
        return head.isOdd ? repairHead(data, head.byteLength) : data;
      }
      if (data[STATUS_AT + 2] === DIGIT_ONE) return UPGRADED;
      data = data.subarray(head.byteLength);
    }
  }

  /** Nothing goes on before the head is whole. */
  #hold(data: Buffer): Buffer | TransportFault {
    if (data.length > MAX_HEAD_BYTES) return TOO_LARGE;
    this.#held = data;
    return NOTHING;
  }
}

const NOTHING = Buffer.alloc(0);
const [CR, LF, DIGIT_ZERO, DIGIT_ONE, DIGIT_NINE] = [13, 10, 0x30, 0x31, 0x39];

/** Place of the status in a status line: `HTTP/1.1 200 OK` (RFC 9112, 4). */
const STATUS_AT = 9;
const NAME = Buffer.from("HTTP/");

const TOO_LARGE: TransportFault = {
  fault: "malformed",
  isAnswered: true,
  reason: `the header of the answer is larger than ${MAX_HEAD_BYTES / 1024} KiB: let the service, or the proxy before it, send fewer or shorter header fields`,
};

const UPGRADED: TransportFault = malformed(
  "status 101 switches to a protocol that was not asked for",
);

/** Some services end a body with a line of its own that belongs to nothing. */
function withoutBlankLines(data: Buffer): Buffer {
  let start = 0;
  while (data[start] === CR || data[start] === LF) start += 1;
  return start === 0 ? data : data.subarray(start);
}

/** `null` for the beginning of a status line, however short. */
function flawOfStatusLine(data: Buffer): TransportFault | null {
  const shared = Math.min(data.length, NAME.length);
  for (let place = 0; place < shared; place += 1)
    if (data[place] !== NAME[place]) return foreignLanguage(data);
  if (data.length < STATUS_AT + 3 || hasStatus(data)) return null;
  const [line = ""] = data.toString("latin1", 0, MAX_QUOTE_LENGTH).split(/[^ -~]/u);
  return malformed(`it begins with "${line}" instead of a status such as "HTTP/1.1 200"`);
}

const MAX_QUOTE_LENGTH = 40;

function hasStatus(data: Buffer): boolean {
  const [first = 0, second = 0, third = 0] = data.subarray(STATUS_AT, STATUS_AT + 3);
  return isDigit(first) && first !== DIGIT_ZERO && isDigit(second) && isDigit(third);
}

function isDigit(byte: number): boolean {
  return byte >= DIGIT_ZERO && byte <= DIGIT_NINE;
}
