### 扫码页：消费者看到的文字。

site-name = 县域链
site-line = 一物一码，可查可验
switch-language = English
comma = ，
comma-list = 、
code-label = 标签编码
advice-title = 您可以这样做
call-12315 = 拨打 12315 投诉举报
facts-title = 三个要点
holds-title = 为什么暂停流通
story-title = 从地头到标签
story-title-meat = 从养殖场到标签
tests-title = 检测
tests-none = 账本上没有这批产品的检测记录。没有记录不等于不合格，只说明没有检测或没有登记。
proof-title = 这一页的依据
proves-title = 能证明
proves-not-title = 不能证明
proof-how = 以上记录写在县域链上，不能删改。任何人都可以取出原始记录和证明，自己重算一遍，不必相信本网站：
footer-privacy = 本页不记录您是谁，不使用 Cookie，也不加载任何第三方内容。
footer-service = 记录由生产者、包装厂和检测机构各自签名，县域链保存。

# 结论：一个词、一句话
word-genuine = 真码
word-not-activated = 尚未启用
word-void = 已作废
word-recalled = 正在召回
word-held = 暂停流通
word-unknown = 查无此码
word-unknown-here = 无法核对
word-malformed = 编码有误

say-genuine = 这枚标签是真的，对应 { $date } 采收的这一批{ $product }。
say-not-activated = 这枚标签是真的，但还没有贴到任何产品上。
say-void = 这枚标签已经停用，不应再出现在产品上。
say-spoiled = 这枚标签在印制或贴标时报废，不应出现在产品上。
say-recalled = 这批{ $product }正在召回，请不要食用。
say-held = 这批{ $product }被要求暂停流通，请先不要购买或食用。
say-held-failed = 这批{ $product }检测不合格，已暂停流通，请不要购买或食用。
say-held-interval = 这批{ $product }采收时尚在农药安全间隔期内，已暂停流通，请不要购买或食用。
say-unknown = 账本里没有这枚标签，它可能是仿冒的。
say-unknown-here = 账本里有这一批标签，但核对密钥不在本服务，本页不能判断真假。
say-malformed-length = 完整的编码有 20 位，这里是 { $count } 位。
say-malformed-character = 第 { $position } 位“{ $character }”不是编码里会出现的字符。
say-malformed-check = 编码的校验位对不上，至少有一位印错、看错或输错了。
say-malformed-kind = 编码里的种类或批号不是本账本使用的。
say-malformed-u = 第 { $position } 位是字母 U，编码里从不使用 U，看看是不是 V。
meant = 您是不是要查 { $code }？
say-malformed-link = 这个链接里没有完整的标签编码。
repaired = 您输入的编码里有容易看混的字符，已按 { $code } 查询。

advice-not-activated-1 = 如果它已经贴在您买的产品上，请先不要食用，留好包装和购买凭证。
advice-not-activated-2 = 向卖家说明情况。标签可能提前流出，也可能被人冒用。
advice-void-1 = 如果它贴在产品上，请不要食用，留好包装和购买凭证。
advice-void-2 = 向卖家退货，并说明标签已经作废。
advice-recalled-1 = 请不要食用，也不要转送他人。
advice-recalled-2 = 带上产品和购买凭证，向卖家退货。
advice-held-1 = 还没买的，请先不要买；已经买了的，请先不要食用，留好包装。
advice-held-2 = 暂停不等于不合格。原因查清并解除后，再扫一次会看到新的结论。
advice-failed-1 = 已经买了的，请不要食用，留好包装和购买凭证，向卖家退货。
advice-failed-2 = 只有实验室复检合格并由第二人解除后，这批产品才能恢复流通；那时再扫一次会看到新的结论。
advice-interval-2 = 只有实验室检测合格并由第二人解除后，这批产品才能恢复流通；那时再扫一次会看到新的结论。
advice-unknown-1 = 再对准标签扫一次；手工输入的，请逐位核对。
advice-unknown-2 = 仍然查不到的，请不要购买，可以举报。
advice-unknown-here-1 = 请直接扫描标签上的二维码，用标签上印的网址查询。
advice-malformed-1 = 擦干净标签，在光线好的地方再扫一次。
advice-malformed-2 = 手工输入的，请逐位核对：编码有 20 位，没有字母 I、L、O、U。
advice-malformed-3 = 标签残缺不全的，请向卖家询问，不要只凭残缺标签相信产品来源。

away = 账本节点暂时连不上。以下内容截至第 { $block } 区块（{ $time }），之后的变化还看不到。

# 产品
label-grower = 种植者
label-village = 产地
label-packer = 包装
label-net = 净含量
label-metrics = 品质
label-season = 产季
household = 农户（编号 { $id }）
organisation-without-name = 主体（编号 { $id }）
season-value = { $year } 年
brix = 糖度 { $value } °Bx
diameter = 果径 { $value } 毫米
net-about = 每件约 { $mass }

fact-harvest = 采收日期
fact-interval = 用药到采收
fact-days = { $days } 天
fact-interval-required = 要求 { $days } 天
fact-no-input = 无用药
fact-no-input-label = 农药使用
fact-no-input-under = 账本上没有用药记录
fact-test = 检测结论
fact-test-pass = 合格
fact-test-fail = 不合格
fact-test-none = 未检测
fact-test-none-under = 没有检测记录
fact-days-ago = { $days } 天前
fact-today = 今天

# 暂停
hold-what-lot = 批次 { $id }
hold-what-cycle = 种植周期 { $id }
hold-what-batch = 标签批 { $id }
hold-what-brand = 品牌 { $id }
hold-what-plot = 地块 { $id }
hold-what-other = { $subject }
hold-failed-test = 检测不合格（检测编号 { $test }）。只有实验室复检合格并由第二人解除后，才能恢复流通。
hold-safety-interval = 采收后补记的用药（种植周期 { $cycle }）从{ $date }起才能采收。只有实验室检测合格并由第二人解除后，才能恢复流通。
hold-ordered = 监管要求：{ $reason }
hold-until = 到 { $time } 为止，可以续期
hold-until-released = 没有期限，直到解除

# 过程
step-cycle = { $variety }开始本季管理
step-cycle-line = { $plot } { $area }，{ $place }
step-harvest = 采收
step-harvest-line = 毛重 { $mass }
step-grade = 分级：{ $grade }
step-grade-mass = 净重 { $mass }
step-grade-line = 净重 { $mass }，由{ $who }完成
step-delivery = 交接
step-delivery-line = { $from } 交给 { $to }
step-code = 贴上标签
step-code-line = 序号 { $from } 到 { $to } 的标签启用到批次 { $lot }，这枚在其中
step-input = 用药：{ $name }
step-input-line = 防治{ $target }，登记证号 { $registration }
step-input-plain = 登记证号 { $registration }
step-interval = 采收距这次用药 { $days } 天（要求 { $required } 天）
recorded-on = { $date } 登记
step-late = 补记：事后才登记到账本
operation-pruning = 修剪
operation-fertilising = 施肥
operation-irrigation = 灌溉
operation-pollination = 授粉
operation-thinning = 疏花疏果
operation-bagging = 套袋
operation-weeding = 除草
operation-inspection = 巡查
operation-other = 其他农事
plot-open = 大田
plot-greenhouse = 温室大棚
plot-orchard = 果园

# 检测
test-quick = 快速检测
test-laboratory = 实验室检测
test-pass = 合格
test-fail = 不合格
test-recorded = 待复核
test-when = { $date } 取样，样品 { $sample }
test-items = 项目：{ $items }
test-by = { $who }出具

# 依据
proves-1 = 这个编码确实由{ $issuer }登记，外人猜不出来。
proves-2 = 上面的记录由当事人签名，写入后没有改动过。
proves-3 = 采收时间晚于用药安全间隔期，由账本自动核对。
proves-not-1 = 不能证明贴纸没有被复印：同一枚编码出现在多件产品上时，请以包装是否完好、购买渠道是否可靠为准。
proves-not-2 = 不能证明登记人当时填的每个数字都符合实情，只能证明是谁在何时填的。
proof-block = 所在区块
proof-block-value = 第 { $block } 区块
proof-time = 区块时间
proof-state = 数据状态
proof-live = 与账本同步
proof-away = 节点离线，截至上述区块
proof-lot = 批次
proof-batch = 标签批
proof-batch-value = { $batch }，序号 { $index }
link-lot = 批次 { $id } 的记录
link-cycle = 种植周期 { $id } 的记录
link-batch = 标签批 { $id } 的记录

# 产品类别（NY/T 3177）
class-0103 = 果品
class-010301 = 仁果
class-other = 农产品

# 首页和出错页
front-title = 查一枚标签
front-say = 扫产品标签上的二维码，或在这里输入编码。
front-shows = 扫码能看到什么
front-origin = 从哪里来
front-origin-line = 种植者、产地村、采收和包装日期
front-safety = 用了什么、测了什么
front-safety-line = 每次用药、到采收隔了几天、检测结论
front-proof = 凭什么相信
front-proof-line = 记录写在县域链上，谁也改不了，您可以自己核对
front-console = 登录工作台
front-console-line = 种植户、包装厂、检测机构
front-prices = 畜禽和肉品行情
front-prices-line = 各区县每周成交价，人人可查
front-docs = 接口文档
front-docs-line = 供系统对接
ask-label = 标签上的 20 位编码
ask-again = 再输一次编码
ask-hint = 大小写都可以，空格不用输
ask-button = 查验
ask-blank = 请输入标签上的编码
problem-lost = 没有这个页面
problem-lost-say = 网址可能输错了。要查标签，请输入标签上的编码。
problem-busy = 访问太频繁
problem-busy-say = 请 { $count } 秒后再试。
problem-broken = 服务出了问题
problem-broken-say = 不是您的操作有误。请稍后再试；一直不行的，请告诉县农业农村局。
problem-again = 再试一次
problem-front = 回首页
