/** The service manager that started this process and waits for word of it: systemd, or one that speaks like it. */
export interface ServiceManager extends AsyncDisposable {
  /** The service works; also after a reload. */
  ready(): void;
  /** The service reads its configuration anew, until `ready`. */
  reloading(): void;
  /** The service ends. */
  stopping(): void;
  /** The state in a line changed. @param text for `systemctl status`, shown until the next one. */
  status(text: string): void;
}

/** What a service manager is given. */
export interface ServiceManagerTools {
  /** The state in a line, asked for at regular times. */
  readonly describe: () => string;
  /** Called once if the service manager cannot be reached. */
  readonly report: (text: string) => void;
}
