/** All that a definition of a service is made of; every path is absolute. */
export interface ServiceSetup {
  /** Name of the service. */
  readonly name: string;
  /** User that it runs as; `null`: one that the service manager chooses. */
  readonly user: string | null;
  /** Program of Node. */
  readonly node: string;
  /** Program of frameferry, which Node runs. */
  readonly program: string;
  /** The site file. */
  readonly file: string;
  /** Folder from which relative paths of the site file are meant. */
  readonly workingFolder: string;
  /** Folders that the site writes to, besides those that the service manager makes for it. */
  readonly writtenFolders: readonly string[];
  /** Cameras of this machine: `/dev/video0`. */
  readonly devices: readonly string[];
  /** True if the site file says where its state is. */
  readonly namesState: boolean;
  /** True if anything that the service needs is in the home of a user. */
  readonly usesHomes: boolean;
}

/** How a definition of ours begins: what was written by somebody else is neither replaced nor removed. */
export const MARK =
  "Written by frameferry service install; frameferry service uninstall removes it";

/** Variables of a service under systemd, which only root has to be able to read. */
export const ENVIRONMENT_FILE = "/etc/frameferry/environment";
