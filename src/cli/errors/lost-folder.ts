import { FrameferryError } from "../../core/errors.ts";

/** An error because the working directory was removed, as what the user can mend; any other error as it is. */
export function namedIfFolderIsLost(error: unknown): unknown {
  if (!(error instanceof Error) || !("syscall" in error) || error.syscall !== "uv_cwd")
    return error;
  return new FrameferryError({
    code: "ERR_FOLDER_UNUSABLE",
    kind: "environment",
    message: "the working directory does not exist any more",
    remedy: "change to a folder that exists, with cd, and try again",
    cause: error,
  });
}
