import multipart from "@fastify/multipart";
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import type { DemoSettings } from "./demo-options.ts";
import type { FrameWork } from "./frame-work.ts";
import { readUpload } from "./read-upload.ts";

/** HTTP server of the demo service: routes, body limits, and errors as JSON `{"error": reason}`. */
export function buildDemoServer(settings: DemoSettings, work: FrameWork): FastifyInstance {
  const { maxImageBytes } = settings;
  const server = fastify({ bodyLimit: maxImageBytes, forceCloseConnections: true });
  server.addHook("onRequest", rejectUnknownRoute);
  server.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = error.statusCode ?? 500;
    return reply.code(status).send({ error: errorReason(status, error, maxImageBytes) });
  });
  addBodyParsers(server, maxImageBytes);
  addRoutes(server, settings, work);
  return server;
}

function addBodyParsers(server: FastifyInstance, maxImageBytes: number): void {
  const limits = { fileSize: maxImageBytes, files: 1, fields: 100, parts: 101, fieldSize: 65_536 };
  // Some clients send a file part without a file name; its type distinguishes it from a plain field.
  const isPartAFile = (_field?: string, type?: string, file?: string): boolean =>
    file !== undefined || isImageType(type ?? "");
  void server.register(multipart, { limits, isPartAFile, preservePath: true });
  server.removeAllContentTypeParsers();
  for (const type of ["application/octet-stream", /^image\//]) {
    server.addContentTypeParser(
      type,
      { parseAs: "buffer" },
      async (_: unknown, body: Buffer) => body,
    );
  }
}

function isImageType(type: string): boolean {
  return type.startsWith("image/") || type === "application/octet-stream";
}

function addRoutes(server: FastifyInstance, settings: DemoSettings, work: FrameWork): void {
  for (const path of ["/predict", "/"]) {
    server.post(path, (request, reply) => predict(work, request, reply));
  }
  server.get("/healthz", async () => ({
    status: "ok",
    framesSeen: work.framesSeen,
    atWork: work.running,
    waiting: work.waiting,
    capacity: settings.capacity,
  }));
  server.get("/", async (request, reply) => {
    return reply.type("text/plain; charset=utf-8").send(usage(`http://${request.host}`));
  });
}

async function predict(
  work: FrameWork,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const signal = clientGone(reply);
  const upload = await readUpload(request);
  const result = upload.kind === "rejected" ? upload : await work.answer(upload, signal);
  if (result.kind === "rejected") return reply.code(result.status).send({ error: result.reason });
  return reply.send(result.answer);
}

/** Aborts when the connection ends before the answer; `request.signal` aborts after every form. */
function clientGone({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once("close", () => {
    if (!raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** Methods of each path. */
const METHODS: ReadonlyMap<string, string> = new Map([
  ["/", "GET, HEAD, POST"],
  ["/predict", "POST"],
  ["/healthz", "GET, HEAD"],
]);

/** Runs before the body is read, so that a wrong path is reported before a wrong type. */
async function rejectUnknownRoute(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (!request.is404) return;
  const path = request.url.split("?", 1).join("");
  const allowed = METHODS.get(path);
  if (allowed === undefined) {
    const error = `There is nothing at ${path}; send frames with POST to /predict.`;
    await reply.code(404).send({ error });
  } else {
    const error = `${path} does not take ${request.method}, only ${allowed}.`;
    await reply.code(405).header("allow", allowed).send({ error });
  }
}

function errorReason(status: number, error: FastifyError, maxImageBytes: number): string {
  if (status === 413) return `The image is larger than ${maxImageBytes} bytes.`;
  if (status === 415) {
    return "Send the image as multipart/form-data, or as the body with the type image/* or application/octet-stream.";
  }
  return error.message;
}

function usage(origin: string): string {
  return `frameferry demo service: send a frame, get facts about it as JSON.

  frameferry run clip.mp4 --to ${origin}/predict
  curl -F image=@frame.jpg ${origin}/predict
  curl -H "content-type: image/jpeg" --data-binary @frame.jpg ${origin}/predict

GET /healthz tells how it is doing.
`;
}
