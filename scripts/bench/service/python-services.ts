import { join } from "node:path";
import { pythonFor } from "../harness/find-tools.ts";

/** A real service as people write it, under its usual server. */
export interface PythonServiceKind {
  readonly name: string;
  /** Command that serves on a port of loopback, to be run in `SERVICES_FOLDER`. */
  readonly command: (port: number) => readonly string[];
}

export interface FoundServices {
  readonly services: readonly PythonServiceKind[];
  /** Services that cannot run here, with the reasons, a sentence each. */
  readonly missing: readonly string[];
}

export const SERVICES_FOLDER = join(import.meta.dirname, "../../../fixtures/services");

/** Threads of each process of gunicorn. */
const THREADS = 8;

/** Flask and FastAPI, each with one and with two processes, and Django, if they are installed. */
export function findPythonServices(): FoundServices {
  const services: PythonServiceKind[] = [];
  const missing: string[] = [];
  for (const { name, modules, packages, processCounts, command } of KINDS) {
    const python = pythonFor(modules);
    if (python === null) {
      missing.push(`${name}: not installed (Debian: apt-get install ${packages})`);
      continue;
    }
    for (const processes of processCounts) {
      services.push({
        name: `${name}, ${processes} ${processes === 1 ? "process" : "processes"}`,
        command: (port) => [python, "-m", ...command(port, processes)],
      });
    }
  }
  return { services, missing };
}

const KINDS = [
  {
    name: "Flask (gunicorn)",
    modules: ["flask", "gunicorn"],
    packages: "python3-flask gunicorn",
    processCounts: [1, 2],
    command: (port: number, processes: number): readonly string[] => [
      ...["gunicorn", "--worker-class", "gthread", "--workers", String(processes)],
      ...["--threads", String(THREADS), "--bind", `127.0.0.1:${port}`, "flask_service:app"],
    ],
  },
  {
    name: "FastAPI (uvicorn)",
    modules: ["fastapi", "uvicorn", "multipart"],
    packages: "python3-fastapi python3-uvicorn python3-multipart",
    processCounts: [1, 2],
    command: (port: number, processes: number): readonly string[] => [
      ...["uvicorn", "--workers", String(processes), "--port", String(port)],
      ...["--no-access-log", "--log-level", "warning", "fastapi_service:app"],
    ],
  },
  {
    name: "Django (waitress)",
    modules: ["django", "waitress"],
    packages: "python3-django python3-waitress",
    // waitress has only one process.
    processCounts: [1],
    command: (port: number): readonly string[] => [
      ...["waitress", "--listen", `127.0.0.1:${port}`, "--threads", "4"],
      "django_service:application",
    ],
  },
] as const;
