/** Who can reach what: the accounts and roles that a portal of the sandbox shows. */

export interface Account {
  /** Twelve digits, leading zeros kept. */
  accountId: string
  /** The service leaves name and address out for some accounts. */
  accountName?: string
  emailAddress?: string
  roles: string[]
  /** Roles of IAM in it, which the portal does not show. */
  assumable?: TrustingRole[]
}

/** A role that is assumed by STS. */
export interface TrustingRole {
  roleName: string
  /** Who may: accounts by their ids, roles and users by ARNs (`arn:aws:iam::111122223333:role/Developer`). */
  trusts: string[]
  /** What has to be said. */
  externalId?: string
  /** Whether the code of a device has to be shown. */
  mfa?: boolean
  /** The longest session; 3600 in IAM and here, where nothing is said. */
  maxSeconds?: number
}

/** A handful with names as a small company has them. */
export const DEFAULT_ACCOUNTS: readonly Account[] = [
  account('111122223333', 'acme-dev', ['Developer', 'ReadOnly', 'AdministratorAccess']),
  account('222233334444', 'acme-staging', ['Developer', 'ReadOnly']),
  {
    ...account('333344445555', 'acme-prod', ['ReadOnly', 'AdministratorAccess']),
    assumable: [
      { roleName: 'Deployer', trusts: ['111122223333'], maxSeconds: 43_200 },
      { roleName: 'Releaser', trusts: ['arn:aws:iam::333344445555:role/Deployer'] },
      { roleName: 'Partner', trusts: ['111122223333'], externalId: 'acme-42' },
      { roleName: 'Guarded', trusts: ['111122223333'], mfa: true },
    ],
  },
  account('012345678901', 'acme-billing', ['Billing', 'Audit+Export@2026']),
  { accountId: '444455556666', roles: ['ReadOnly'] },
]

/** As many accounts as wanted, each with `roles` roles, for tests of size. */
export function manyAccounts(count: number, roles: number): Account[] {
  return Array.from({ length: count }, (_, index) =>
    account(
      String(100_000_000_000 + index),
      `workload-${String(index + 1).padStart(4, '0')}`,
      Array.from({ length: roles }, (_, role) => `Role${role + 1}`),
    ),
  )
}

function account(accountId: string, accountName: string, roles: string[]): Account {
  return { accountId, accountName, emailAddress: `aws+${accountName}@acme.example`, roles }
}
