import { describe, expect, test } from "vitest";
import { connectionFault } from "../../../src/submitter/http/connection-fault.ts";

function failure(code: string): Error {
  return Object.assign(new Error(`some text about ${code}`), { code });
}

describe("the error of a connection", () => {
  test.each([
    ["ECONNREFUSED", "unreachable", /refused/],
    ["ENOTFOUND", "unreachable", /host name is not known/],
    ["EAI_AGAIN", "unreachable", /host name/],
    ["EHOSTUNREACH", "unreachable", /cannot be reached/],
    ["UND_ERR_CONNECT_TIMEOUT", "unreachable", /does not answer/],
    ["ECONNRESET", "reset", /closed the connection without an answer/],
    ["EPIPE", "reset", /closed the connection without an answer/],
    ["UND_ERR_SOCKET", "reset", /closed the connection without an answer/],
    ["EMFILE", "resourcesExhausted", /no file descriptor is left.*ulimit/],
    ["ENFILE", "resourcesExhausted", /no file descriptor is left/],
    ["EADDRNOTAVAIL", "resourcesExhausted", /no local port is left/],
    ["ENOBUFS", "resourcesExhausted", /no memory left/],
    ["SELF_SIGNED_CERT_IN_CHAIN", "unreachable", /authority that is not known here.*`caFile`/],
    [
      "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA",
      "unreachable",
      /rejects our certificate \(unknown ca\).*`cert`/,
    ],
    ["ECIRCUS", "truncated", /ECIRCUS/],
    // At a port, as for a broadcast address, it has nothing to do with files.
    ["EACCES", "truncated", /EACCES/],
  ])("is, when it is %s before an answer, %s", (code, fault, words) => {
    expect(connectionFault(failure(code), 0)).toEqual({
      fault,
      reason: expect.stringMatching(words),
    });
  });

  test.each(["ECONNRESET", "ECONNREFUSED", "UND_ERR_SOCKET", "HPE_INVALID_EOF_STATE"])(
    "is truncated, with the status named, when it is %s after the answer has begun",
    (code) => {
      expect(connectionFault(failure(code), 200)).toEqual({
        fault: "truncated",
        isAnswered: true,
        reason: "the answer with status 200 was cut short",
      });
    },
  );

  test.each([
    [
      "undici",
      "",
      "Response does not match the HTTP/1.1 protocol (Invalid character in chunk size)",
    ],
    ["Node", "HPE_INVALID_CHUNK_SIZE", "Parse Error: Invalid character in chunk size"],
  ])(
    "P46: is malformed, before and after the head, when the parser of %s cannot read it",
    (_, code, words) => {
      const error = Object.assign(
        new Error(words),
        code === "" ? { name: "HTTPParserError" } : { code },
      );
      for (const status of [0, 200])
        expect(connectionFault(error, status)).toEqual({
          fault: "malformed",
          isAnswered: true,
          reason: expect.stringMatching(/not valid HTTP: invalid character in chunk size; /),
        });
    },
  );

  test("is the first one when every address of a host fails", () => {
    const error = new AggregateError([failure("ECONNREFUSED"), failure("ENETUNREACH")]);
    expect(connectionFault(error, 0)).toMatchObject({
      fault: "unreachable",
    });
  });
});
