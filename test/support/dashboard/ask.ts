import { once } from "node:events";
import { request } from "node:http";
import { text } from "node:stream/consumers";

export interface Asked {
  /** @default "GET" */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface AnswerToAsked {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** Asks a server on this machine for a path as it is, under any name: `fetch` tidies paths, and sets its own headers. */
export async function ask(url: string, path: string, asked: Asked = {}): Promise<AnswerToAsked> {
  const { method = "GET", headers = {}, body = "" } = asked;
  const { hostname, port } = new URL(url);
  const asking = request({ host: hostname, port, path, method, headers }).end(body);
  const [response] = await once(asking, "response");
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}
