/** What a person needs to approve a device code elsewhere, and what helps to get an address there. */
import { clipboardSequence } from '../../core/text/osc-52.js'
import { printable } from '../../core/text/display.js'
import { qrLines } from '../../core/text/qr-code.js'
import type { DeviceAuthorization } from '../../world/network/identity-center.js'
import { terminalColumns, writeWords } from '../../world/terminal/terminal.js'
import type { World } from '../../world/world.js'

/** Ways of getting an address to another screen, each only where it was asked for. */
export interface Carrying {
  /** A QR code of it. */
  qr?: boolean
  /** Into the terminal's clipboard, which loses what it held. */
  clipboard?: boolean
}

/** Shows the code with its address, and the address that takes it typed. */
export function showCode(world: World, device: DeviceAuthorization, carrying: Carrying): void {
  const { verificationUri, verificationUriComplete, userCode } = device
  const address = verificationUriComplete ?? verificationUri
  const bare =
    address === verificationUri
      ? []
      : ['or this one, and type the code:', `  ${printable(verificationUri, 2000)}`]
  world.say(
    [
      'Open this address in any browser:',
      `  ${printable(address, 2000)}`,
      ...bare,
      'and approve only if it shows this code:',
      `  ${printable(userCode, 40)}`,
    ].join('\n'),
  )
  if (carrying.qr) showQr(world, address)
  if (carrying.clipboard) offerToClipboard(world, address)
}

function showQr(world: World, address: string): void {
  const lines = qrLines(address, terminalColumns(), world.interactive && world.env['TERM'] !== 'dumb')
  world.say(lines?.join('\n') ?? 'The address is too long for a QR code on this terminal.')
}

/** Whether the terminal takes it cannot be known: it answers nothing. */
export function offerToClipboard(world: World, address: string): void {
  const sequence = world.interactive ? clipboardSequence(world.env, address) : undefined
  if (sequence === undefined) {
    world.say('This terminal has no clipboard that ssoenv can write to.')
    return
  }
  writeWords(sequence)
  world.say('The address is in the clipboard, if this terminal allows that (OSC 52).')
}
