/** Reading the members of an OIDC request: present, and of the right type, or refused by name. */
import { ServiceError } from './wire.js'

export type Members = Readonly<Record<string, unknown>>

/** The body as a JSON object. */
export function membersOf(body: string): Members {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw invalid('The request body is not valid JSON.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('The request body is not a JSON object.')
  }
  return value as Members
}

export function required(members: Members, name: string): string {
  const value = optional(members, name)
  if (!value) throw invalid(`Missing required parameter: ${name}`)
  return value
}

export function optional(members: Members, name: string): string | undefined {
  const value = members[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw invalid(`Invalid parameter: ${name} must be a string`)
  return value
}

export function strings(members: Members, name: string): string[] {
  const value = members[name]
  if (value === undefined || value === null) return []
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw invalid(`Invalid parameter: ${name} must be a list of strings`)
  }
  return value
}

function invalid(message: string): ServiceError {
  return new ServiceError('oidc', 'InvalidRequestException', message)
}
