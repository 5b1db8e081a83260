import { join } from "node:path";
import { Application, Logger, LogLevel, type ProjectReflection } from "typedoc";
import type ts from "typescript";
import { root } from "../call.ts";

/** All that a program sees of the library, with what it says of itself. */
export interface PublicFace {
  readonly project: ProjectReflection;
  /** The program that it was read from, for questions about types. */
  readonly program: ts.Program;
  /** What typedoc finds amiss: a name without a doc comment, a type that is not exported, a dead link. */
  readonly findings: readonly string[];
  /** Writes it as web pages. @returns what went wrong meanwhile. */
  readonly writePages: (folder: string) => Promise<readonly string[]>;
}

/** Where the library begins, and how it is read. */
export interface FaceSource {
  /** File that lists the exports. @default "src/index.ts" */
  readonly entry?: string;
  /** Settings of the compiler. @default "scripts/tsconfig.build.json" */
  readonly tsconfig?: string;
}

/** Reads the public face, and looks whether all of it is exported and says what it means. */
export async function readPublicFace({
  entry = join(root, "src", "index.ts"),
  tsconfig = join(root, "scripts", "tsconfig.build.json"),
}: FaceSource = {}): Promise<PublicFace> {
  const logger = new CollectingLogger();
  const app = await Application.bootstrap({
    name: "frameferry",
    entryPoints: [entry],
    tsconfig,
    readme: "none",
    excludeExternals: true,
    // Links to a repository depend on where this was cloned from.
    disableGit: true,
    sourceLinkTemplate: "{path}:{line}",
    requiredToBeDocumented: [
      ...["TypeAlias", "Interface", "Class", "Function", "Variable"],
      ...["Constructor", "Method", "Property", "Accessor"],
    ] as never,
    validation: { notExported: true, notDocumented: true, invalidLink: true },
    // The build tells of type errors.
    skipErrorChecking: true,
  });
  app.logger = logger;
  const project = await app.convert();
  const program = app.getEntryPoints()?.[0]?.program;
  if (project === undefined || program === undefined)
    throw new Error(`typedoc cannot read ${entry}: ${logger.take().join("; ")}`);
  app.validate(project);
  return {
    project,
    program,
    findings: logger.take(),
    writePages: async (folder) => {
      await app.generateDocs(project, folder);
      return logger.take();
    },
  };
}

/** Keeps warnings and errors instead of printing them. */
class CollectingLogger extends Logger {
  #messages: string[] = [];

  override log(message: string, level: LogLevel): void {
    if (level >= LogLevel.Warn) this.#messages.push(message);
  }

  take(): readonly string[] {
    const messages = this.#messages;
    this.#messages = [];
    return messages;
  }
}
