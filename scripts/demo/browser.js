/** Whether this machine can show a page, as far as the environment tells. */
export function hasBrowser(env) {
  if (env.SSH_CONNECTION || env.SSH_TTY) return false
  return (
    Boolean(env.BROWSER) ||
    process.platform === 'darwin' ||
    Boolean(env.DISPLAY) ||
    Boolean(env.WAYLAND_DISPLAY)
  )
}
