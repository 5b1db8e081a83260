import { z } from "zod";
import { unixUrl } from "../core/service/unix-address.ts";
import { unixAddressFlaw } from "./unix-address-flaw.ts";

/**
 * An `http` or `https` address. `http://` may be left out, as for curl, where the rest cannot be taken for
 * anything else: `localhost`, and whatever has a port, a path or a dot (`127.0.0.1:8000/predict`).
 */
export function httpAddress(): z.ZodType<string> {
  const address = z.url({
    protocol: /^https?$/u,
    error: ({ input }) =>
      `must be an http or https address, such as http://127.0.0.1:8000/predict${meant(input)}`,
  });
  return z.preprocess(withScheme, address);
}

/** An address of a service: what `httpAddress` takes, or a Unix socket, as in `unix:/run/model.sock:/predict`. */
export function serviceUrl(): z.ZodType<string> {
  const address = z
    .url({
      protocol: /^(?:https?|http\+unix)$/u,
      abort: true,
      error: ({ input }) =>
        unixAddressFlaw(input) ??
        `must be an http or https address, such as http://127.0.0.1:8000/predict, or unix:/run/model.sock:/predict${meant(input)}`,
    })
    .refine((url) => unixAddressFlaw(url) === null, {
      error: ({ input }) => unixAddressFlaw(input) ?? undefined,
    });
  return z.preprocess(
    (given) => (typeof given === "string" ? (unixUrl(given) ?? withScheme(given)) : given),
    address,
  );
}

/** True if text is an address without its scheme, and not just a word. */
export function lacksScheme(text: string): boolean {
  return HOST_AND_MORE.test(text) && URL.canParse(`http://${text}`);
}

const HOST = String.raw`(?:\[[\da-f:.]+\]|[\p{L}\d](?:[\p{L}\d_-]*[\p{L}\d])?(?:\.[\p{L}\d_-]+)*\.?)`;
const HOST_AND_MORE = new RegExp(
  String.raw`^(?:[^\s/?#@]+@)?(?!https?\/)(?=localhost(?:$|[:/?#])|[^/?#]*[.:]|[^/?#]+\/)${HOST}(?::\d+)?(?:[/?#]\S*)?$`,
  "iu",
);

function withScheme(given: unknown): unknown {
  if (typeof given !== "string") return given;
  const text = given.trim();
  return /^https?:/iu.test(text) || !lacksScheme(text) ? given : `http://${text}`;
}

/** Address that a word or a port by itself was probably meant to be, as the end of a message. */
function meant(input: unknown): string {
  if (typeof input !== "string") return "";
  const [, port, path = ""] = /^:?(\d{2,5})(\/\S*)?$/u.exec(input) ?? [];
  if (port !== undefined) return `; did you mean http://127.0.0.1:${port}${path}?`;
  return /^[a-z][a-z\d-]*$/iu.test(input) ? `; did you mean http://${input}?` : "";
}
