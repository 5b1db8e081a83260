/**
 * Part of the environment at fault; the command line maps each kind to an exit code.
 *
 * `usage`: options or configuration. `source`: the video, folder or wrapped command. `environment`: ffmpeg,
 * the state folder, the disk. `owned`: another frameferry works on the same job. `service`: the service
 * never responded.
 */
export type ErrorKind = "usage" | "source" | "environment" | "owned" | "service";

/**
 * Stable error names, for programs to switch on and for people to search for. Each says when it comes and, in
 * its second paragraph, what to do; `errors.md` lists all with their exit codes.
 */
export type ErrorCode =
  /**
   * An option is missing, unknown, out of its range, or does not go with another one or with what it
   * names.
   *
   * Correct the option that the message names.
   */
  | "ERR_OPTION"
  /**
   * There is no video file of this name, or no file that a glob matches.
   *
   * Check the path.
   */
  | "ERR_VIDEO_MISSING"
  /**
   * The video cannot be opened or decoded, or ends before its length is reached; the frames that could
   * be read were delivered.
   *
   * Check that the file is whole and may be read, or allow for more with `maxDecodeErrors`.
   */
  | "ERR_VIDEO_UNREADABLE"
  /**
   * The file is a playlist, which could make ffmpeg open other files and addresses.
   *
   * Name the video file itself.
   */
  | "ERR_VIDEO_REFUSED"
  /**
   * The file has sound or other streams, and no video.
   *
   * Name a file that has a video stream.
   */
  | "ERR_NO_VIDEO_STREAM"
  /**
   * The video grew or was written anew while it was sliced, so that frames may be missing.
   *
   * Run the same again when nobody writes the file any more.
   */
  | "ERR_VIDEO_CHANGED"
  /**
   * A path of images or folders leads nowhere, or not to what is wanted there.
   *
   * Check the path.
   */
  | "ERR_SOURCE_MISSING"
  /**
   * A file or folder of the source cannot be reached or read.
   *
   * Make it readable for this user, and run the same again.
   */
  | "ERR_SOURCE_UNREADABLE"
  /**
   * A camera or stream sent nothing that can be used in the whole run, or was away for longer than `giveUpMs` allows;
   * what it sent before was delivered.
   *
   * Look at the camera and its network, or give it more time.
   */
  | "ERR_SOURCE_AWAY"
  /**
   * The command that writes the frames cannot be run, or ended with an error; what it wrote was
   * delivered.
   *
   * Look at what it printed, and run the same again when it is mended.
   */
  | "ERR_COMMAND_FAILED"
  /**
   * The folder that is to get the frames of a video holds frames of something else.
   *
   * Choose an empty folder with `frames`, or move the older frames away.
   */
  | "ERR_FRAMES_FOLDER_NOT_EMPTY"
  /**
   * The folder that frames are taken from went away, or can no longer be read.
   *
   * Make it readable again, and run the same again.
   */
  | "ERR_FRAMES_FOLDER_LOST"
  /**
   * No ffmpeg was found that works.
   *
   * Install ffmpeg, or name one with `ffmpeg`.
   */
  | "ERR_FFMPEG_MISSING"
  /**
   * The ffmpeg that was named does not run, or was built without what an option needs.
   *
   * Name another one with `ffmpeg`, or leave the choice to frameferry.
   */
  | "ERR_FFMPEG_BROKEN"
  /**
   * An ffmpeg is there, but does not answer in time, or the system cannot start it now.
   *
   * Give the process more memory, open files or processes, or try again later.
   */
  | "ERR_FFMPEG_UNAVAILABLE"
  /**
   * ffmpeg was killed or crashed before it had written a frame.
   *
   * Give it more memory, or name another one with `ffmpeg`.
   */
  | "ERR_FFMPEG_CRASHED"
  /**
   * An option or a command needs a package that only some need, and that is not installed or does not load: frameferry
   * was installed with `--omit=optional`, npm could not install it, or it was installed for another machine.
   *
   * Install it as the remedy says.
   */
  | "ERR_PACKAGE_MISSING"
  /**
   * The disk of the frames, the results or the state folder is full.
   *
   * Make room, and run the same again: it goes on where it was.
   */
  | "ERR_DISK_FULL"
  /**
   * A folder or file that is to be written cannot be made, read, written or removed.
   *
   * Make it writable, or choose another place with `state`, `frames`, `results` or `html`.
   */
  | "ERR_FOLDER_UNUSABLE"
  /**
   * The ledger of a job is damaged, locked, may not be read or written, was written by another version, or
   * lies on a network file system.
   *
   * Do what the remedy says; another `state` folder begins anew, and sends every frame again.
   */
  | "ERR_LEDGER_UNUSABLE"
  /**
   * The ledger or the results of a run were removed, moved or replaced while it was at work.
   *
   * Put the file back if you can; run the same again.
   */
  | "ERR_RECORD_LOST"
  /**
   * A results file that is to be exported is not there, cannot be read, or holds something else; or a job has
   * none.
   *
   * Name the file that `results` named in the run, and remove what is no line of results.
   */
  | "ERR_RESULTS_UNREADABLE"
  /**
   * Another process, or another run of this one, works on the same job or source.
   *
   * Wait until it ends, or end it.
   */
  | "ERR_JOB_OWNED"
  /**
   * No job of this name or source is on record in the state folder.
   *
   * Look at the names that `listJobs` or `frameferry status` gives, and at `state`.
   */
  | "ERR_JOB_UNKNOWN"
  /**
   * A job that is to be forgotten holds failed frames or images that were not delivered; nothing was
   * removed.
   *
   * Send them with `resubmitFrames`, or give them up with `withFailures`.
   */
  | "ERR_JOB_HAS_FAILURES"
  /**
   * A message broker does not answer, at the start of a command that needs it; during a run, that is waited through.
   *
   * Start the broker, or check its address and the network.
   */
  | "ERR_BROKER_AWAY"
  /**
   * A message broker refuses the login, or does not let it do what is needed.
   *
   * Check the credentials, and the permissions that `src/brokers/README.md` lists.
   */
  | "ERR_BROKER_REFUSED"
  /**
   * A message broker has not the streams, consumers or queues that are needed.
   *
   * Make them with `frameferry broker init`.
   */
  | "ERR_BROKER_NOT_SET_UP"
  /**
   * The demo service, or the server of metrics and health, cannot listen on its port.
   *
   * Choose another port, or 0 for a free one.
   */
  | "ERR_PORT_UNUSABLE"
  /**
   * A command is for a site that runs, and none does, or it does not respond.
   *
   * Start it with `frameferry up`, or name its state folder with `state`.
   */
  | "ERR_NO_SITE"
  /**
   * A site is to become a service of a machine that has no service manager which runs it.
   *
   * Print what would be written with `--print`, or run `frameferry up` some other way.
   */
  | "ERR_NO_SERVICE_MANAGER"
  /**
   * The counts of a run do not add up, so that frames may have been lost: a check of frameferry on
   * itself.
   *
   * Run the same again, which sends what is missing; report it if it comes back.
   */
  | "ERR_COUNTS_DISAGREE"
  /**
   * Frames have failed: how a quiet command or a load test says so.
   *
   * Look at the reasons in the results, and send the frames again with `frameferry resubmit`.
   */
  | "ERR_FRAMES_FAILED"
  /**
   * A service has rejected whatever it was sent, each time in the same way.
   *
   * Check the address, the protocol and its settings; `frameferry doctor` looks closer.
   */
  | "ERR_ALL_REJECTED"
  /**
   * A service never answered, was away for longer than `maxOutageMs`, or speaks another language than
   * HTTP.
   *
   * Check that it runs, and its address: `frameferry doctor` asks it.
   */
  | "ERR_SERVICE_SILENT";
