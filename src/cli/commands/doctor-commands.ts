import { type Command, Option } from "commander";
import { doctorSchema } from "../../options/doctor-options.ts";
import { DOCTOR_FLAGS } from "../flags/doctor-flags.ts";
import { addFlags } from "../flags/flags.ts";
import { addNoColorFlag } from "../flags/reporting.ts";
import { addJsonFlag, describe, type SetExitCode } from "./command-parts.ts";

/** The command that looks at everything a run needs. */
export function addDoctorCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("doctor"),
    "look at everything that a run needs, a line each",
    DOCTOR_EXAMPLES,
  )
    .argument("[address]", "address of a camera, stream or broker to examine")
    .action(async (address: string | undefined) => {
      const { doctorCommand } = await import("./doctor-command.ts");
      setExitCode(await doctorCommand(address, command));
    });
  addFlags(command, DOCTOR_FLAGS, doctorSchema);
  command.addOption(
    new Option("--fix", "install an ffmpeg if there is none, with apt-get, brew or npm").helpGroup(
      "Main options:",
    ),
  );
  addJsonFlag(command);
  addNoColorFlag(command);
}

const DOCTOR_EXAMPLES = `
frameferry doctor
frameferry doctor --to http://127.0.0.1:8000/predict
frameferry doctor rtsp://192.168.1.20/stream1
frameferry doctor nats://broker:4222/frames
frameferry doctor --fix
`;
