// Where this page stands: in the house, or in the practice room, whose addresses all begin with /practice and whose questions are answered by another house.

const room = '/practice'

/** Whether everything on this page is made up. */
export const isPractice: boolean = typeof location !== 'undefined' && (location.pathname === room || location.pathname.startsWith(`${room}/`))

/** What stands before every address of the page; nothing in the house itself. */
export const base: string = isPractice ? room : ''

/** The address an interface path is asked at. The room itself is opened and left in the house. */
export function asked(path: string): string {
  return path.startsWith('/api/practice') ? path : base + path
}
