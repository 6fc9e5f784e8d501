"""Annex A, groups 5 and 6: public services (公共服务指标) and development (发展指标)."""

from __future__ import annotations

from planner.indicators.attested import catering_grade, companies_attested, offered
from planner.indicators.enterprise import REVENUE
from planner.indicators.environment import documents
from planner.indicators.model import Figure, Indicator
from planner.indicators.sums import ratio, sum_of
from planner.operations.words import HEATING

__all__ = ["DEVELOPMENT", "SERVICES"]

GOVERNMENT = ("registration", "annual_inspection", "tax_registration", "project_application")
PROPERTY = ("water", "power", "gas", HEATING, "network", "sanitation", "gardens")

SERVICES = (
    Indicator(
        "A.5.1",
        "政务服务",
        "Government services",
        "of four: registration, annual inspection, tax registration, project application",
        "登记注册、年审年检、税务登记、项目申报四项中提供的项数",
        "A.5.1",
        (Figure("services", "服务项", "services", "of 4", offered("government", GOVERNMENT)),),
    ),
    Indicator(
        "A.5.2",
        "物业服务",
        "Property services",
        "of seven: water, power, gas, heating, network, sanitation, gardens",
        "水、电、气、暖、网、卫生、园林七项中提供的项数",
        "A.5.2",
        (Figure("services", "服务项", "services", "of 7", offered("property", PROPERTY)),),
    ),
    documents("A.5.3", "安保服务", "Security service"),
    Indicator(
        "A.5.4",
        "餐饮服务",
        "Catering",
        "professional catering companies of grade A",
        "A级以上专业餐饮管理公司数",
        "A.5.4",
        (Figure("grade_a", "A级餐饮", "grade A caterers", "company", catering_grade),),
    ),
)

DEVELOPMENT = (
    documents("A.6.1", "企业模式创新", "Innovation of models"),
    Indicator(
        "A.6.2",
        "企业发展规划",
        "Development plans of companies",
        "companies named by a document about the clause that is in force",
        "编制发展规划的企业数",
        "A.6.2",
        (Figure("companies", "企业", "companies", "company", companies_attested("SBT11233-A.6.2")),),
    ),
    Indicator(
        "A.6.3",
        "企业获得知识产权数",
        "Intellectual property",
        "sum of ip_rights at the year's end",
        "Σ专利、软件著作权等",
        "A.6.3",
        (Figure("ip_rights", "知识产权", "rights", "count", sum_of("ip_rights", at_end=True)),),
    ),
    Indicator(
        "A.6.4",
        "企业品牌建设",
        "Trademarks",
        "sum of trademarks used for e-commerce, at the year's end",
        "Σ直接用于电子商务的商标",
        "A.6.4",
        (Figure("trademarks", "商标", "trademarks", "count", sum_of("trademarks", at_end=True)),),
    ),
    Indicator(
        "A.6.5",
        "企业科研经费比例",
        "Share of research",
        "sum of rd_cny / sum of revenue_cny x 100",
        "（年度科研经费总额/年度营收额）×100%",
        "A.6.5",
        (
            Figure(
                "rd_share",
                "科研经费比例",
                "share of research",
                "%",
                ratio(sum_of("rd_cny"), REVENUE, ("营收为零", "zero revenue"), 100),
            ),
        ),
    ),
    documents("A.6.6", "企业高端人才引进培育", "Talent policy"),
    documents("A.6.7", "企业社会责任", "Social responsibility of companies"),
)
