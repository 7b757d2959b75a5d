// Which words of a staff measure take money from a person.
import { describe, expect, test } from 'vitest'
import { whyNotMeasureText } from './staff-measures.ts'

describe('whyNotMeasureText', () => {
  test.each(['扣工资 200 元', '扣除当月奖金', '罚款员工 200 元', '罰款 100', '从工资里扣 50', '扣他的提成', '罚他 200', '由快递员自行赔偿客户', '員工自行承擔損失', '扣绩效 5 分', 'Deduct 50 from his wages', 'fine the courier 100', '扣發獎金'])('refuses: %s', (text) => {
    expect(whyNotMeasureText(text)).toMatchObject({ code: 'staff_measure.takes_wages' })
  })
  test.each(['参加签收规范培训并考试', '书面警告，一月内观察', '由站长带班三天', '改用双层纸箱', '不扣工资，改为培训', '不得罚款员工，参加培训', 'Attend the course on sign-off', 'Fine-tune the sorting process with staff', '客户已获赔 300 元，学习案例', '检查扣件和封条'])('allows: %s', (text) => {
    expect(whyNotMeasureText(text)).toBeNull()
  })
})
