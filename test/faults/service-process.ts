import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { flushCompileCache } from "node:module";

/**
 * A service in a process of its own, so that a busy test does not slow it, which the test directs by
 * calling commands. The process ends with its parent, however that ends.
 */
export interface ServiceProcess<Commands> extends AsyncDisposable {
  readonly pid: number;
  call<Name extends keyof Commands & string>(
    name: Name,
    ...words: ParametersOf<Commands[Name]>
  ): Promise<ResultOf<Commands[Name]>>;
}

type ParametersOf<Command> = Command extends (...words: infer Words) => unknown ? Words : never;
type ResultOf<Command> = Command extends (...words: never) => infer Result
  ? Awaited<Result>
  : never;

interface Call {
  readonly id: number;
  readonly name: string;
  readonly words: readonly unknown[];
}

/** The answer to a call; the answer with id 0 says that the service is ready. */
interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** Starts a script that calls `answerCommands`, and waits until it does. */
export async function startServiceProcess<Commands>(
  script: string,
): Promise<ServiceProcess<Commands>> {
  const child = fork(script, { execArgv: [], stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const calls = new Calls(child);
  try {
    await calls.ready;
  } catch (cause) {
    child.kill("SIGKILL");
    throw new Error(`${script} did not start`, { cause });
  }
  return {
    pid: child.pid ?? -1,
    call: (name, ...words) => calls.make(name, words) as never,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** The calls of one child that wait for their replies. */
class Calls {
  readonly ready: Promise<unknown>;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = -1;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.ready = this.#wait();
    child.on("message", (reply) => this.#take(reply as Reply));
    child.on("error", (error) => this.#failAll(error));
    child.on("exit", (code) => this.#failAll(new Error(`it ended with exit code ${code}`)));
  }

  make(name: string, words: readonly unknown[]): Promise<unknown> {
    const reply = this.#wait();
    this.#child.send({ id: this.#lastId, name, words } satisfies Call);
    return reply;
  }

  #wait(): Promise<unknown> {
    const waiting = Promise.withResolvers<unknown>();
    this.#lastId += 1;
    this.#waiting.set(this.#lastId, waiting);
    return waiting.promise;
  }

  #take({ id, result, error }: Reply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(error));
  }

  #failAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** The child's side: says that it is ready, and from then on carries out what its parent calls. */
export function answerCommands(commands: object): void {
  const table = commands as Readonly<Record<string, (...words: unknown[]) => unknown>>;
  const reply = (message: Reply): void => void process.send?.(message);
  const carryOut = async ({ id, name, words }: Call): Promise<void> => {
    try {
      reply({ id, result: await table[name]?.(...words) });
    } catch (error) {
      reply({ id, error: String(error) });
    }
  };
  process.on("message", (call) => void carryOut(call as Call));
  process.on("disconnect", () => process.exit());
  reply({ id: 0 });
  // It is killed in the end, and would leave nothing to the next one.
  flushCompileCache();
}
