import type { Company } from '../data/types.ts'
import { pageByNumber } from '../query/paging.ts'
import { readNumber, readText } from '../tools/arguments.ts'
import { type Arguments, assertPermission, type ToolContext } from '../tools/context.ts'
import { restFailure, ToolFailure } from '../tools/failure.ts'

const perPageDefault = 15

export function listCompanies(context: ToolContext, input: Arguments) {
  assertPermission(context, 'read_users_and_companies')
  const { rows } = context.workspace.companies
  const name = readText(input, 'name')
  const companyId = readText(input, 'company_id')
  if (name !== undefined || companyId !== undefined) {
    return getOne(
      rows,
      (company) => company.name === (name ?? company.name) && company.company_id === (companyId ?? company.company_id),
    )
  }
  const tagId = readText(input, 'tag_id')
  const segmentId = readText(input, 'segment_id')
  const matching = rows.filter(
    ({ tags, segments }) =>
      (tagId === undefined || tags.tags.some((tag) => tag.id === tagId)) &&
      (segmentId === undefined || segments.segments.some((segment) => segment.id === segmentId)),
  )
  const { page, perPage } = toPage(input, perPageDefault)
  const { rows: data, totalCount, pages } = pageByNumber(matching, page, perPage)
  return { type: 'list', data, total_count: totalCount, pages }
}

function getOne(companies: readonly Company[], test: (company: Company) => boolean): Company {
  const company = companies.find(test)
  if (company === undefined) throw restFailure('not_found', 'Company Not Found')
  return company
}

export function toPage(input: Arguments, perPageDefaultOfTool: number): { page: number; perPage: number } {
  const page = readNumber(input, 'page') ?? 1
  const perPage = readNumber(input, 'per_page') ?? perPageDefaultOfTool
  if (!Number.isInteger(page) || page < 1) throw new ToolFailure('page must be a whole number, 1 or more')
  if (!Number.isInteger(perPage) || perPage < 1) throw new ToolFailure('per_page must be a whole number, 1 or more')
  return { page, perPage }
}
