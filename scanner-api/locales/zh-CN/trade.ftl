# 交易：买卖双方的页面和公开的价格页。

subject-sale = 交易 { $id }
group-sales = 买卖
go-prices = 看行情
go-sale-records = 账本上的记录

task-sales-answer = 待我确认的交易
task-sales-answer-hint = 卖方已登记，等我确认或拒绝
task-sales-deliver = 待我验收的货
task-sales-deliver-hint = 到货后过磅，填磅数
task-sales-pay = 待我付款的交易
task-sales-pay-hint = 已验收，还没有付清
task-sales-unpaid = 对方还没付清的
task-sales-unpaid-hint = 收到款后登记银行回单
task-sales-mine = 我卖的
task-sales-mine-hint = 登记交易，查看进度
task-sales-bought = 我买的
task-sales-bought-hint = 别人卖给我的

sales-mine = 我卖的
sales-bought = 我买的
sales-none = 还没有交易
line-sold = { $date }成交

word-goods-live = 活畜禽
word-goods-breeding_stock = 种畜禽（含母猪）
word-goods-young = 仔畜、雏禽
word-goods-carcass = 胴体
word-goods-half_carcass = 白条（半胴体）
word-goods-cut = 分割肉、副产品
word-goods-package = 包装肉
word-price-per_kilogram = 每公斤
word-price-per_head = 每头（件）
word-sale-offered = 待确认
word-sale-confirmed = 已确认
word-sale-refused = 已拒绝
word-sale-cancelled = 已取消
word-sale-delivered = 已验收
word-sale-settled = 已结清
word-agreed-yes = 确认
word-agreed-no = 拒绝

do-sell = 登记交易
do-sell-explain = 一头猪、一块肉只能卖一次。金额由本服务按单价和数量算好，账本再核对一遍。
do-answer-sale = 确认或拒绝
do-cancel-sale = 取消交易
do-cancel-sale-explain = 到货验收之前，买卖双方都可以取消；取消后货物可以另卖。
do-take-delivery = 到货验收
do-take-delivery-explain = 照实填磅上的数。应付金额按实际到货算，和约定差得多时账本会自动预警。
do-pay-sale = 登记付款

ask-goods_kind = 卖什么
ask-buyer = 买方
ask-sold_meats = 肉品编号
ask-sold_meats-hint = 一行一个，或用逗号分开
ask-sale_mass = 约定重量
ask-sale_mass-hint = 全部货物合计
ask-price_for = 计价方式
ask-price = 单价
ask-price-hint = 按公斤计价时，金额四舍五入到分
ask-agreed = 是否同意
ask-sale_reason = 原因
ask-sale_reason-hint = 拒绝或取消时必须填；不要写姓名、电话
ask-delivered_heads = 到货数量
ask-delivered_heads-hint = 头数或件数，不能比约定的多
ask-delivered_mass = 过磅重量
ask-delivered_mass-hint = 全部到货合计
ask-paid_amount = 付款金额

mistake-sold-meats = 请填写肉品编号，最多 200 个
mistake-sale-amount = 单价乘以数量超过一万亿元，请核对

fact-sale-goods = 货物
fact-seller = 卖方
fact-buyer = 买方
fact-sale-date = 成交日期
fact-sale-mass = 约定重量
fact-price = 单价
fact-sale-amount = 约定金额
fact-delivered = 验收日期
fact-delivered-heads = 到货数量
fact-delivered-mass = 过磅重量
fact-due = 应付
fact-paid-so-far = 已付

sale-mass-differs = 约定 { $agreed }，过磅 { $delivered }，相差超过允许范围
sale-heads-missing = 约定 { $agreed }，到货 { $delivered }
sale-paid-late = 付款晚于期限 { $date }
sale-payments = 付款
sale-payments-none = 还没有付款
sale-goods = 货物明细

record-sale-recorded = 登记交易
record-sale-confirmed = 买方确认
record-sale-refused = 买方拒绝
record-sale-cancelled = 取消交易
record-sale-delivered = 到货验收
record-sale-paid = 付款
record-sale-warned = 账本预警

prices-title = 畜禽和肉品行情
prices-say = 按卖方所在区县、货物种类和周统计，以已验收的交易计算。每公斤价格按重量加权。
prices-few = 一周不足五笔或不足三个卖方的不公布，以免透露个别交易或个别卖方的价格。
prices-none = 最近没有可以公布的价格
prices-counties = 选择区县
prices-goods = { $kind } · { $species }
prices-average = { $price } 元/公斤
prices-head = 每头 { $price } 元
prices-range = { $low }–{ $high } 元，{ $number } 笔，{ $mass }
prices-week = { $date }起一周
prices-data = 数据接口
