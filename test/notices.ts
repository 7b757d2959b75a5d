// A notice for 2027 made up for tests: its days are plausible and nobody published them.

/** In the shape of the shipped calendar, with every legal holiday and its make-up days. */
export function notice2027(number: string = '试行〔2026〕9号'): string {
  return `number: ${number}
title: 试行用的2027年节假日安排
published_on: 2026-11-10
covers_until: 2027-12-31
days:
  - { name: new_year, off: ['2027-01-01..2027-01-03'] }
  - { name: spring_festival, off: ['2027-02-05..2027-02-11'], work: ['2027-02-14'] }
  - { name: qingming, off: ['2027-04-03..2027-04-05'] }
  - { name: labour_day, off: ['2027-05-01..2027-05-05'], work: ['2027-05-08'] }
  - { name: dragon_boat, off: ['2027-06-09'] }
  - { name: mid_autumn, off: ['2027-09-15'] }
  - { name: national_day, off: ['2027-10-01..2027-10-07'], work: ['2027-09-26', '2027-10-09'] }
`
}
