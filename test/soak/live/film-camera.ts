/**
 * A camera in a process of its own, which can be killed: `film-camera.ts PORT FIRST_INDEX`. It says when it is ready.
 */
import { RtspCamera } from "../../support/cameras/rtsp-camera.ts";

const [port = 0, firstIndex = 0] = process.argv.slice(2).map(Number);
const camera = await RtspCamera.open(null, { port, firstIndex });
console.log(camera.host);
