import { Argument, type Command } from "commander";
import { describe, type SetExitCode } from "./command-parts.ts";

/** Prints what lets a shell complete. */
export function addCompletionCommand(program: Command, setExitCode: SetExitCode): void {
  describe(
    program.command("completion"),
    "print the script that lets a shell complete commands, options and values",
    COMPLETION_EXAMPLES,
  )
    .addArgument(new Argument("<shell>", "your shell").choices(SHELLS))
    .action(async (shell: string) => {
      const { completionCommand } = await import("./completion-command.ts");
      setExitCode(completionCommand(shell));
    });
}

const SHELLS = ["bash", "zsh", "fish", "powershell"];

const COMPLETION_EXAMPLES = `
frameferry completion bash > ~/.local/share/bash-completion/completions/frameferry
frameferry completion zsh > "\${fpath[1]}/_frameferry"
frameferry completion fish > ~/.config/fish/completions/frameferry.fish
frameferry completion powershell >> $PROFILE
`;
