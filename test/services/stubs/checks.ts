import type { ReceivedPart, ReceivedRequest } from "../../support/services/collector.ts";

/** A request that is not as the protocol publishes it. */
export class Violation extends Error {
  override readonly name = "Violation";
}

export function check(isRight: boolean, flaw: string): asserts isRight {
  if (!isRight) throw new Violation(flaw);
}

/** The request line, and that the body's length was announced and is right. */
export function checkPost({ method, path, headers, body }: ReceivedRequest, wanted: string): void {
  check(method === "POST", `the method is ${method} and not POST`);
  check(path === wanted, `the path is ${path} and not ${wanted}`);
  check(headers["transfer-encoding"] === undefined, "the body comes in chunks");
  const announced = headers["content-length"];
  check(announced === String(body.length), `${announced} bytes announced, ${body.length} sent`);
}

export function checkType({ headers }: ReceivedRequest, wanted: string): void {
  const type = headers["content-type"];
  check(type === wanted, `the content type is ${type} and not ${wanted}`);
}

/** A JSON object with all of these keys, and no others than the optional ones. */
export function objectWith(
  value: unknown,
  keys: readonly string[],
  optional: readonly string[] = [],
): Record<string, unknown> {
  check(typeof value === "object" && value !== null && !Array.isArray(value), "no JSON object");
  for (const key of keys) check(key in value, `the key ${key} is missing`);
  for (const key of Object.keys(value))
    check([...keys, ...optional].includes(key), `the key ${key} is unknown`);
  return value as Record<string, unknown>;
}

export function jsonIn(request: ReceivedRequest): unknown {
  checkType(request, "application/json");
  try {
    return JSON.parse(request.body.toString("utf8")) as unknown;
  } catch (error) {
    throw new Violation(`the body is no JSON: ${String(error)}`);
  }
}

export function listIn(value: unknown): readonly unknown[] {
  check(Array.isArray(value), `${JSON.stringify(value)} is no list`);
  return value as readonly unknown[];
}

export function textIn(value: unknown): string {
  check(typeof value === "string", `${JSON.stringify(value)} is no text`);
  return value;
}

/** Standard base64 (RFC 4648, 4): padded, without line breaks, and with zero bits at its end. */
export function base64In(value: unknown): Buffer {
  const text = textIn(value);
  check(
    text.length > 0 && text.length % 4 === 0,
    "the base64 has a length that is no multiple of 4",
  );
  check(/^[A-Za-z0-9+/]+={0,2}$/u.test(text), "the base64 has foreign characters");
  const bytes = Buffer.from(text, "base64");
  check(bytes.toString("base64") === text, "the base64 is not canonical");
  return bytes;
}

/** The parts of a form by their field; each may come once. */
export function fieldsIn(request: ReceivedRequest): ReadonlyMap<string, ReceivedPart> {
  const type = request.headers["content-type"] ?? "";
  check(type.startsWith("multipart/form-data; boundary="), `the content type is ${type}`);
  const { parts } = request;
  const fields = new Map(parts.map((part) => [part.fieldName, part]));
  check(fields.size === parts.length, "a field comes twice");
  return fields;
}

/** The file of a form: it has a name, and a content type. */
export function fileIn(fields: ReadonlyMap<string, ReceivedPart>, name: string): Buffer {
  const part = fields.get(name);
  check(part !== undefined, `the field ${name} is missing`);
  check(part.fileName !== undefined && part.fileName !== "", `the field ${name} is no file`);
  check(/^image\/\w+$/u.test(part.contentType ?? ""), `the file's type is ${part.contentType}`);
  return part.bytes;
}

/** The value of a plain field. */
export function valueIn(fields: ReadonlyMap<string, ReceivedPart>, name: string): string {
  const part = fields.get(name);
  check(part !== undefined, `the field ${name} is missing`);
  check(part.fileName === undefined, `the field ${name} is a file`);
  return part.bytes.toString("utf8");
}

export function checkNames(found: Iterable<string>, known: readonly string[]): void {
  for (const name of found) check(known.includes(name), `the field ${name} is unknown`);
}
