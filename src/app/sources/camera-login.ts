import { secretInFile, twoPasswords } from "../../core/files/secret-file.ts";
import type { CameraLoginOptions } from "../../options/live-options.ts";
import type { CameraLogin } from "../../slicer/live/live-address.ts";

/**
 * User name and password that the options name for a camera.
 *
 * @throws FrameferryError `ERR_OPTION` for two passwords, and for a file without one.
 */
export async function cameraLogin({
  cameraUser: user,
  cameraPassword,
  cameraPasswordFile: file,
}: CameraLoginOptions): Promise<CameraLogin> {
  if (file === null) return { user, password: cameraPassword };
  if (cameraPassword !== null) throw twoPasswords("cameraPassword", "cameraPasswordFile");
  return { user, password: await secretInFile(file, "cameraPasswordFile") };
}
