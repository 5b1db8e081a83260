import { HeaderFile } from "../../credentials/header-file.ts";
import { imageTypeOf } from "../../core/image/image-type.ts";
import type { Protocol } from "../../core/service/protocol.ts";
import {
  addressSecrets,
  isSecretName,
  secretsIn,
  secretsInJson,
} from "../../core/service/secrets.ts";
import type { SendOptions } from "../../options/send-options.ts";
import { secretRedactor } from "../../protocols/secret-redactor.ts";
import { usageError } from "../../protocols/settings.ts";
import { commonHeaders } from "../../submitter/http/common-headers.ts";
import { sampleOf } from "./sample-frame.ts";

/** What a request would say, as far as it is known before the service and the image are. */
export interface RequestOutline {
  /** Header fields by name; secrets are `***`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, with a word in the place of the image; `null` where it depends on what the service says. */
  readonly body: string | null;
}

export interface OutlinedRequest {
  /** `null` where the service is asked for it first. */
  readonly protocol: Protocol | null;
  readonly template: string | null;
  /** As the service would see it. */
  readonly fileName: string;
}

/** @throws FrameferryError `ERR_OPTION` for a header file that cannot be used. */
export async function outlineRequest(
  options: SendOptions,
  { protocol, template, fileName }: OutlinedRequest,
): Promise<RequestOutline> {
  const { headers, params, to } = options;
  const address = to[0]?.address ?? "";
  const secrets = [addressSecrets(address), secretsIn(headers), secretsIn(params)].flat();
  const hider = secretRedactor([...secrets, ...secretsInJson(template ?? "")]);
  const isSliced = "video" in options;
  const [frame, image] = sampleOf(fileName, "SOURCE", isSliced);
  const isKnown = protocol !== null && protocol.setUp === undefined;
  const envelope = isKnown ? protocol.encode(frame, image) : null;
  const own = { ...commonHeaders(new URL(address)), ...envelope?.headers, ...headers };
  const shown = Object.entries(own).map(([name, value]) => [
    name,
    shownValue(name, hider.text(value)),
  ]);
  const body =
    envelope === null
      ? null
      : [envelope.head, PLACE_OF[protocol?.imageAs ?? "bytes"], envelope.tail].map(String).join("");
  return {
    headers: {
      ...(Object.fromEntries(shown) as Record<string, string>),
      "idempotency-key": "of each frame",
      ...(await credentialHeaders(options)),
    },
    body: body === null ? null : shortened(withoutBase64(hider.text(body))),
  };
}

const PLACE_OF = { bytes: "<the image>", base64: "<the image in base64>" } as const;

/** A scheme tells nothing. */
function shownValue(name: string, value: string): string {
  if (!isSecretName(name)) return value;
  const [, scheme] = /^(Bearer|Basic|Token|ApiKey|Key)\s/iu.exec(value) ?? [];
  return scheme === undefined ? "***" : `${scheme} ***`;
}

async function credentialHeaders({
  headerFile,
  tokenCommand,
}: SendOptions): Promise<Readonly<Record<string, string>>> {
  const token = tokenCommand === null ? {} : { authorization: "Bearer *** (of --token-command)" };
  if (headerFile === null) return token;
  const reading = await new HeaderFile(headerFile).read();
  if ("problem" in reading) throw usageError(reading.problem, reading.remedy);
  const names = Object.keys(reading.headers);
  return { ...Object.fromEntries(names.map((name) => [name, "*** (of --header-file)"])), ...token };
}

const LONG_BASE64 = /[A-Za-z0-9+/_-]{100,}={0,2}/gu;

/** Long base64 by its kind and length: a picture in a template is not to be read. */
function withoutBase64(text: string): string {
  return text.replaceAll(LONG_BASE64, (base64) => {
    const type = imageTypeOf(Buffer.from(base64.slice(0, 100), "base64"));
    return `<base64 of ${type}, ${base64.length} characters>`;
  });
}

const MAX_SHOWN_LENGTH = 4000;

function shortened(text: string): string {
  if (text.length <= MAX_SHOWN_LENGTH) return text;
  return `${text.slice(0, MAX_SHOWN_LENGTH)}… (${text.length} characters)`;
}
